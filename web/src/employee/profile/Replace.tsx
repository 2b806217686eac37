import { Link } from 'react-router'
import type { Identity } from '../../api/schema.gen'
import { useOrganisationOf } from '../../organisation/api'
import { useMay } from '../../session/me'
import { Alert } from '../../ui/Alert'
import type { Whose } from './api'
import { useReplaceTexts } from './replaceTexts'
import { useSignInTexts } from './signInTexts'

/** What may be offered to who has nothing, or too little, to sign in with. */
export type Offer = 'hand_out' | 'add' | 'pass'
type Need = 'none' | 'spare' | 'gone'

/** needOf says whether somebody needs help to sign in; ended is the kind of what the reader has just ended. */
export function needOf(identity: Identity, ended: string | undefined): Need | undefined {
  if (identity.state !== 'active') return undefined
  const working = identity.authenticators.filter(({ state }) => state === 'active').length
  if (identity.kind === 'dedicated' && working === 0) return 'none'
  if (identity.warnings.includes('lacks_spare')) return 'spare'
  return ended ? 'gone' : undefined
}

type Props = { whose: Whose; identity: Identity; need: Need; ended: string | undefined; ask: (offer: Offer) => void }

/** Replace offers every way to a replacement that the reader may go, one click away (U8, U9). */
export function Replace({ whose, identity, need, ended, ask }: Props) {
  const say = useReplaceTexts()
  const general = useSignInTexts()
  const may = useMay()
  const settings = useOrganisationOf(whose.organisation).data?.data
  const things = Boolean(settings?.code_displays || settings?.chips)
  const kind = ended === 'chip' && settings?.chips ? 'chip' : settings?.code_displays ? 'code_display' : 'chip'
  const states = identity.authenticators.map(({ state }) => state)
  const orders = things && may('order.place')
  const hands = things && may('device.hand_out')
  const own = (['add', 'pass'] as const).filter((one) => identity.actions.includes(one === 'add' ? 'add_authenticator' : 'issue_pass'))
  return (
    <Alert kind={need === 'gone' ? 'info' : 'warning'} title={say(need)}>
      {need !== 'gone' && <p>{say(`${need}_why`)}</p>}
      {states.some((state) => state === 'delivered' || state === 'pending_activation') && <p>{say('waits')}</p>}
      {states.some((state) => state === 'ordered' || state === 'shipped') && <p>{say('coming')}</p>}
      <div className="button-group">
        {hands && (
          <button type="button" className="button button-secondary" onClick={() => ask('hand_out')}>
            {say('hand_out')}
          </button>
        )}
        {orders && (
          <Link className="button button-secondary" to={`/organisations/${whose.organisation}/orders/new?employee=${whose.employee}&kind=${kind}`}>
            {say(kind === 'chip' ? 'order_chip' : 'order_code_display')}
          </Link>
        )}
        {own.map((one) => (
          <button key={one} type="button" className="button button-secondary" onClick={() => ask(one)}>
            {general(one === 'add' ? 'add' : 'issue_pass')}
          </button>
        ))}
      </div>
      {things && !hands && !orders && <p>{say('ask')}</p>}
    </Alert>
  )
}
