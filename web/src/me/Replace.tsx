import { Link } from 'react-router'
import type { Authenticator, Identity } from '../api/schema.gen'
import { useOffices } from '../office/api'
import { useOrganisationOf } from '../organisation/api'
import { useMay, useMe } from '../session/me'
import { Alert } from '../ui/Alert'
import { Lines, reachable } from '../ui/Support'
import { useReplaceTexts } from './replaceTexts'

type Props = { identity: Identity; organisation: string; gone: Pick<Authenticator, 'kind' | 'state'> }

/** Replace says how the reader gets something new to sign in with: what they can do themselves, and whom to ask (U8, U9, W2). */
export function Replace({ identity, organisation, gone }: Props) {
  const say = useReplaceTexts()
  const support = useMe().data?.support
  const links = useLinks(identity, organisation, gone.kind)
  const contact = [support?.organisation, support?.installation].find(reachable)
  const blocked = gone.state === 'blocked' && gone.kind !== 'app' && (gone.kind === 'chip' ? 'blocked_chip' : 'blocked_display')
  return (
    <Alert kind="info" title={say('title')}>
      {blocked && <p>{say(blocked)}</p>}
      {links.length > 0 && (
        <>
          <p>{say('self')}</p>
          <ul>
            {links.map(([to, text]) => (
              <li key={to}>
                <Link to={to}>{say(text)}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>{say('ask')}</p>
      {contact && (
        <div className="support own-contact">
          <Lines title={say('ask_whom')} contact={contact} />
        </div>
      )}
    </Alert>
  )
}

type Text = 'app' | 'passkey' | 'order_chip' | 'order_code_display' | 'appointment'

// useLinks are the ways that the reader may go alone.
function useLinks(identity: Identity, organisation: string, kind: string): [string, Text][] {
  const may = useMay()
  const me = useMe().data
  const settings = useOrganisationOf(organisation).data?.data
  const offices = useOffices(organisation).data?.some(({ ended_at }) => !ended_at)
  const chip = kind === 'chip' ? settings?.chips : !settings?.code_displays
  const things = settings?.chips || settings?.code_displays
  const order = `/organisations/${organisation}/orders/new?employee=${me?.employee_id}&kind=${chip ? 'chip' : 'code_display'}`
  const all: [boolean | undefined, string, Text][] = [
    [identity.actions.includes('add_authenticator'), '/me/app', 'app'],
    [identity.actions.includes('add_passkey'), '/me/key', 'passkey'],
    [things && may('order.place'), order, chip ? 'order_chip' : 'order_code_display'],
    [offices && may('appointment.book'), '/me/appointments', 'appointment'],
  ]
  return all.flatMap(([ok, to, text]) => (ok ? [[to, text]] : []))
}
