import type { Authenticator } from '../api/schema.gen'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { useLabelOf } from './Authenticators'
import { endAuthenticator } from './api'
import { useTexts } from './texts'

type Props = {
  one: Authenticator
  how: 'report_lost' | 'revoke'
  organisation: string
  last: boolean
  done: () => Promise<void>
  close: () => void
}

/** EndAuthenticator says what ends before an authenticator is reported lost or removed (U7, U9). */
export function EndAuthenticator({ one, how, organisation, last, done, close }: Props) {
  const say = useTexts()
  const lost = how === 'report_lost'
  return (
    <Dialog title={say(lost ? 'lost_title' : 'revoke_title', { label: useLabelOf()(one) })} onClose={close}>
      <ul>
        <li>{say(lost ? 'lost_means' : one.kind === 'app' ? 'revoke_means' : 'revoke_thing_means')}</li>
        {lost && <li>{say('lost_told')}</li>}
        {one.state === 'active' && <li>{say(last ? (lost ? 'lost_last' : 'revoke_last') : 'lost_still')}</li>}
        {lost && <li>{say('lost_sessions')}</li>}
      </ul>
      <Form
        defaults={{ reason: '' }}
        submit={say(lost ? 'lost_yes' : 'revoke_yes')}
        send={({ reason }, key) => endAuthenticator({ organisation, id: one.id }, how, reason, key)}
        done={done}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        <TextField
          name="reason"
          label={say(last && !lost ? 'reason_last' : 'reason')}
          {...(last && !lost ? { hint: say('reason_last_hint'), required: true } : {})}
          maxLength={500}
        />
      </Form>
    </Dialog>
  )
}
