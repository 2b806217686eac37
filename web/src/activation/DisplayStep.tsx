import { DisplayCodes } from '../ui/DisplayCodes'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Page } from '../ui/Page'
import type { Way } from './Activate'
import { confirmDisplay } from './api'
import type { Kept } from './kept'
import { useTexts } from './texts'
import { useHalfHour } from './useHalfHour'

type Props = Way & { ticket: string; display: NonNullable<Kept['display']> }

/** DisplayStep takes a delivered code display into use, or goes on with an app: nobody is bound to either (U2). */
export function DisplayStep({ kept, keep, activation, ticket, display }: Props) {
  const say = useTexts()
  const inTime = useHalfHour(kept, keep)
  const organisation = activation.organisation_name
  const another = activation.state === 'active'
  return (
    <Page title={say('display')} lead={another ? organisation : say('step', { step: 3, organisation })}>
      <p>{say('display_lead')}</p>
      <Form
        defaults={{ serial: display.serial, code: '', next_code: '' }}
        submit={say('activate')}
        send={({ serial, code, next_code }, key) => inTime(() => confirmDisplay({ ticket, serial, code, ...(next_code && { next_code }) }, key))}
        done={({ employee_id: employee, user_name: userName }) =>
          keep({ done: { kind: another ? 'app' : 'dedicated', organisation, employee, userName, display: true } })
        }
        other={
          <button type="button" className="button button-secondary" onClick={() => keep({ ...kept, display: undefined })}>
            {say('display_app')}
          </button>
        }
      >
        <TextField name="serial" label={say('serial')} hint={say('serial_hint')} maxLength={100} chars={16} required />
        <DisplayCodes method={display.method} />
      </Form>
    </Page>
  )
}
