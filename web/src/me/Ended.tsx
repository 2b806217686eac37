import { useLocation, useSearchParams } from 'react-router'
import { Page } from '../ui/Page'
import { type Contact, Lines, reachable } from '../ui/Support'
import { useTexts } from './texts'

const endings = ['consent', 'block', 'password'] as const

/** Ended says what has ended by the reader's own wish and what to do next. Nobody is signed in any more. */
export default function Ended() {
  const say = useTexts()
  const [params] = useSearchParams()
  const contact = contactIn(useLocation().state)
  const of = endings.find((ending) => ending === params.get('of')) ?? 'password'
  return (
    <Page title={say(`ended_${of}`)} lead={say(`ended_${of}_why`, { organisation: params.get('organisation') ?? '' })}>
      {of === 'password' && (
        <a className="button button-primary" href="/signin?return_to=/me">
          {say('ended_sign_in')}
        </a>
      )}
      {reachable(contact) && (
        <div className="support">
          <Lines title={params.get('organisation') ?? ''} contact={contact} />
        </div>
      )}
    </Page>
  )
}

// What comes with a navigation may be of any kind: an older page of ours may have left it.
function contactIn(state: unknown): Contact | undefined {
  if (typeof state !== 'object' || state === null || !('phone' in state && 'email' in state && 'hours' in state)) return undefined
  return { phone: String(state.phone), email: String(state.email), hours: String(state.hours) }
}
