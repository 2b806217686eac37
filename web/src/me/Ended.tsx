import { useSearchParams } from 'react-router'
import { Page } from '../ui/Page'
import { useTexts } from './texts'

const endings = ['consent', 'block', 'password'] as const

/** Ended says what has ended by the reader's own wish and what to do next. Nobody is signed in any more. */
export default function Ended() {
  const say = useTexts()
  const [params] = useSearchParams()
  const of = endings.find((ending) => ending === params.get('of')) ?? 'password'
  return (
    <Page title={say(`ended_${of}`)} lead={say(`ended_${of}_why`, { organisation: params.get('organisation') ?? '' })}>
      {of === 'password' && (
        <a className="button button-primary" href="/signin?return_to=/me">
          {say('ended_sign_in')}
        </a>
      )}
    </Page>
  )
}
