import type { Problem } from '../api/problem'
import { signInAddress } from '../session/me'
import { Page } from '../ui/Page'
import { useTexts } from './texts'

export type StopKind = 'not_found' | 'not_allowed' | 'gone' | 'offline' | 'server_away' | 'failed' | 'signed_out'

/** kindOf says which page stands for a problem that leaves nothing to show. */
export function kindOf(problem: Problem): StopKind {
  if (problem.code === 'offline') return 'offline'
  if (problem.unreachable) return 'server_away'
  const kinds: Record<number, StopKind> = { 401: 'signed_out', 403: 'not_allowed', 404: 'not_found', 410: 'gone' }
  return kinds[problem.status] ?? 'failed'
}

/** Stop is the page where there is nothing to see: why, what to do next; whom to call stands at the foot (W2). */
export function Stop({ kind, instance, again }: { kind: StopKind; instance?: string | undefined; again?: () => void }) {
  const say = useTexts()
  return (
    <Page title={say(kind)} lead={say(`${kind}_why`)}>
      {instance && kind === 'failed' && <p>{say('request', { id: instance })}</p>}
      <div className="button-group">
        {kind === 'signed_out' ? (
          <a className="button button-primary" href={signInAddress()}>
            {say('sign_in')}
          </a>
        ) : (
          again && (
            <button type="button" className="button button-primary" onClick={again}>
              {say('try_again')}
            </button>
          )
        )}
        <a className="button button-secondary" href="/">
          {say('home')}
        </a>
      </div>
    </Page>
  )
}
