import type { Order, OrderLine } from '../api/schema.gen'
import { useChangedEmployee } from '../employee/api'
import { useOrganisation } from '../session/me'
import { useChangedStock } from '../stock/api'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea, TextField } from '../ui/fields'
import { type Step, type StepValues, steps, take, useChangedOrders } from './api'
import { useStepTexts } from './stepTexts'

type Asks = { serial?: true; tracking?: true; expected_on?: true; reason?: true }
type Props = { line: OrderLine; step: Step; done: (text: string) => void; close: () => void }

/** StepDialog says what a step of a line means and asks for what it needs. */
export function StepDialog({ line, step, done, close }: Props) {
  const say = useStepTexts()
  const organisation = useOrganisation()
  const changed = useChangedOrders(organisation)
  const changedStock = useChangedStock(organisation)
  const changedEmployee = useChangedEmployee(organisation)
  const asks: Asks = steps[step]
  const name = line.employee_name
  return (
    <Dialog title={say(`${step}_named`, { name })} onClose={close}>
      <p>{say(`${step}_what`)}</p>
      <Form<StepValues, Order>
        defaults={{ serial: '', tracking: '', expected_on: '', reason: '' }}
        submit={say(step)}
        send={(values, key) => take(organisation, line, step, values, key)}
        done={async () => {
          done(say(`${step}_done`, { name }))
          await Promise.all([changed(), changedStock(), changedEmployee(line.employee_id)])
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('back')}
          </button>
        }
      >
        {asks.serial && <TextField name="serial" label={say('serial')} hint={say('serial_hint')} maxLength={64} chars={27} required />}
        {asks.tracking && <TextField name="tracking" label={say('tracking')} maxLength={64} chars={27} />}
        {asks.expected_on && <TextField name="expected_on" type="date" label={say('expected_on')} chars={16} required />}
        {asks.reason && <TextArea name="reason" label={say('reason')} maxLength={1000} rows={3} />}
      </Form>
    </Dialog>
  )
}
