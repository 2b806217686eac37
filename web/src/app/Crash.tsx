import { useRouteError } from 'react-router'
import { Problem, problemOf } from '../api/problem'
import { Page } from '../ui/Page'
import { kindOf, Stop } from './Stop'
import { useTexts } from './texts'

/** Crash stands for a page that could not be shown at all. A chunk that is gone means that the server has a newer client. */
export function Crash({ inside }: { inside?: boolean }) {
  const say = useTexts()
  const error = useRouteError()
  const body =
    error instanceof Problem ? (
      <Stop kind={kindOf(problemOf(error))} instance={error.instance} again={() => location.reload()} />
    ) : isMissingChunk(error) ? (
      <Page title={say('old_client')} lead={say('old_client_why')}>
        <button type="button" className="button button-primary" onClick={() => location.reload()}>
          {say('reload')}
        </button>
      </Page>
    ) : (
      <Stop kind="failed" again={() => location.reload()} />
    )
  return inside ? body : <main className="container">{body}</main>
}

const isMissingChunk = (error: unknown) => error instanceof TypeError && /import|module/i.test(error.message)
