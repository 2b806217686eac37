import { Link } from 'react-router'
import type { Authenticator } from '../api/schema.gen'
import { day, instant } from '../i18n/format'
import { Tag } from '../ui/Tag'
import { useReplaceTexts } from './replaceTexts'
import { useTexts } from './texts'

const states = ['active', 'pending_activation', 'blocked', 'suspended', 'expired', 'ordered', 'shipped', 'delivered'] as const
const kinds = ['app', 'code_display', 'chip'] as const

/** useLabelOf calls an authenticator by the name its holder gave it, or by what it is. */
export function useLabelOf() {
  const say = useTexts()
  return ({ label, kind, method }: Authenticator) => {
    const known = kinds.find((one) => one === kind)
    if (label || !known) return label || kind
    return say(known === 'app' && method === 'webauthn' ? 'passkey' : known)
  }
}

type Props = { list: Authenticator[]; end: (one: Authenticator, how: 'report_lost' | 'revoke' | 'renew' | 'block') => void }

/** Authenticators are the things that the reader signs in with, and what may be done with each now. */
export function Authenticators({ list, end }: Props) {
  const say = useTexts()
  const replaces = useReplaceTexts()
  const labelOf = useLabelOf()
  return (
    <ul className="nobullet-list authenticators">
      {list.map((one) => {
        const label = labelOf(one)
        const state = states.find((known) => known === one.state)
        return (
          <li key={one.id}>
            <div>
              <strong>{label}</strong> {one.spare && `(${say('spare')})`}{' '}
              <Tag kind={one.state === 'active' ? 'good' : 'waiting'}>{state ? say(`state_${state}`) : one.state}</Tag>
            </div>
            {one.serial && <div>{say('serial', { serial: one.serial })}</div>}
            {one.deliver_on && ['ordered', 'shipped'].includes(one.state) && <div>{say('expected', { on: day(one.deliver_on) })}</div>}
            {one.ends_at && ['active', 'expired'].includes(one.state) && (
              <div>{say(one.state === 'active' ? 'good_until' : 'was_good_until', { at: instant(one.ends_at) })}</div>
            )}
            {one.activated_at && <div>{say('since', { at: instant(one.activated_at) })}</div>}
            <div className="own-more">
              {one.actions.includes('confirm') && (
                <Link to={one.kind === 'app' ? 'app' : 'code-display'} aria-label={say('finish_app_of', { label })}>
                  {say(one.kind === 'app' ? 'finish_app' : 'activate_display')}
                </Link>
              )}
              {one.actions.includes('register') && (
                <Link to={`key?chip=${one.id}`} aria-label={say('activate_chip_of', { label })}>
                  {say('activate_chip')}
                </Link>
              )}
              {one.actions.includes('renew') && one.state === 'active' && (
                <button type="button" className="function-link" aria-label={say('renew_of', { label })} onClick={() => end(one, 'renew')}>
                  {say('renew')}
                </button>
              )}
              {one.kind === 'chip' && one.state === 'active' && one.actions.includes('block') && (
                <button type="button" className="function-link" aria-label={replaces('forgot_of', { label })} onClick={() => end(one, 'block')}>
                  {replaces('forgot')}
                </button>
              )}
              {(['report_lost', 'revoke'] as const)
                .filter((how) => one.actions.includes(how) && (how === 'revoke' || one.state !== 'pending_activation'))
                .map((how) => (
                  <button key={how} type="button" className="function-link" aria-label={say(`${how}_of`, { label })} onClick={() => end(one, how)}>
                    {say(how)}
                  </button>
                ))}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
