import type { TerminationEnd } from '../../api/schema.gen'
import { day, instant } from '../../i18n/format'
import { useBrowser } from '../../ui/browser'
import { useRoles } from '../../ui/roles'
import { useAccessTexts } from './accessTexts'
import { useAuthenticatorWords } from './identity'
import { useSignInTexts } from './signInTexts'
import { useTerminateTexts } from './terminateTexts'

const kinds = ['employment', 'role', 'bundle', 'right', 'identity', 'authenticator', 'session', 'appointment'] as const

/** Ends lists what ends, or ended, grouped by what it is and in words. */
export function Ends({ ends }: { ends: TerminationEnd[] }) {
  const say = useTerminateTexts()
  const line = useLine()
  if (ends.length === 0) return <p>{say('nothing')}</p>
  const rest = ends.filter(({ kind }) => !kinds.some((known) => known === kind))
  return (
    <dl className="ends-list">
      {kinds.map((kind) => {
        const some = ends.filter((end) => end.kind === kind)
        if (some.length === 0) return null
        return (
          <div key={kind}>
            <dt>{say(kind, { count: some.length })}</dt>
            {some.map((end) => (
              <dd key={end.id}>
                {line(end)}
                {end.ends_on && <span className="ends-by-itself"> {say('by_itself', { day: day(end.ends_on) })}</span>}
              </dd>
            ))}
          </div>
        )
      })}
      {rest.map((end) => (
        <div key={end.id}>
          <dt>{end.kind}</dt>
          <dd>{end.name}</dd>
        </div>
      ))}
    </dl>
  )
}

// useLine says one thing that ends.
function useLine() {
  const access = useAccessTexts()
  const signIn = useSignInTexts()
  const { role } = useRoles()
  const browser = useBrowser()
  const words = useAuthenticatorWords()
  return ({ kind, name, detail }: TerminationEnd): string => {
    const whole = detail === 'organisation' ? `, ${access('whole').toLowerCase()}` : ''
    switch (kind) {
      case 'role':
        return role(name) + whole
      case 'identity':
        return [name === 'private' ? signIn('private') : signIn('dedicated'), detail].filter(Boolean).join(', ')
      case 'authenticator':
        return words({ kind: name, label: detail, state: '', spare: false }).name
      case 'session':
        return browser(name)
      case 'appointment':
        return `${name}, ${instant(detail)}`
      case 'bundle':
      case 'right':
        return name + whole
      default:
        return name
    }
  }
}
