import { Alert } from '../ui/Alert'
import { Form } from '../ui/Form'
import { Page } from '../ui/Page'
import { ableToKey } from '../ui/passkey'
import type { Way } from './Activate'
import { registerKey } from './api'
import { useTexts } from './texts'
import { useHalfHour } from './useHalfHour'

type Props = Way & { ticket: string }

/** KeyStep registers the chip that was handed out, or a passkey, or goes on with an app: nobody is bound to either (U2). */
export function KeyStep({ kept, keep, activation, ticket }: Props) {
  const say = useTexts()
  const inTime = useHalfHour(kept, keep)
  const organisation = activation.organisation_name
  const another = activation.state === 'active'
  const { chip } = kept
  const other = (
    <button type="button" className="button button-secondary" onClick={() => keep({ ...kept, chip: undefined, passkey: undefined })}>
      {say('display_app')}
    </button>
  )
  return (
    <Page title={say(chip ? 'chip' : 'passkey')} lead={another ? organisation : say('step', { step: 3, organisation })}>
      <p>{say(chip ? 'chip_lead' : 'passkey_lead')}</p>
      {ableToKey() ? (
        <Form
          defaults={{}}
          submit={say('activate')}
          send={() => inTime(() => registerKey(ticket, chip))}
          done={({ employee_id: employee, user_name: userName }) =>
            keep({ done: { kind: another ? 'app' : 'dedicated', organisation, employee, userName, key: true } })
          }
          other={other}
        >
          <p>{say('key_next')}</p>
        </Form>
      ) : (
        <>
          <Alert kind="warning" title={say('key_unable')} />
          {other}
        </>
      )}
    </Page>
  )
}
