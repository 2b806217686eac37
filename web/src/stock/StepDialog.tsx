import { useRef } from 'react'
import { Problem } from '../api/problem'
import type { Device, EmployeeFound } from '../api/schema.gen'
import { useChangedEmployee } from '../employee/api'
import { FindEmployee } from '../employee/FindEmployee'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { SelectField, TextArea } from '../ui/fields'
import { useChangedStock, useLocations } from './api'
import { type Step, type StepValues, steps, take } from './deviceApi'
import { useDeviceTexts } from './deviceTexts'

type Asks = { employee?: true; location?: true; reason?: 'may' | 'must' }
type Props = { device: Device; step: Step; done: (text: string) => void; close: () => void }

/** StepDialog says what a step means and asks for what it needs. */
export function StepDialog({ device, step, done, close }: Props) {
  const say = useDeviceTexts()
  const organisation = useOrganisation()
  const changed = useChangedStock(organisation)
  const changedEmployee = useChangedEmployee(organisation)
  const asks: Asks = steps[step]

  const whom = useRef<EmployeeFound>(undefined)

  async function send(values: StepValues, key: string) {
    const to = whom.current?.id === values.employee_id ? whom.current.identity : undefined
    if (step === 'hand_out' && !to) {
      const detail = say('no_identity')
      throw new Problem({ status: 422, code: 'no_identity', detail, errors: [{ pointer: '/employee_id', code: 'no_identity', detail }] })
    }
    return take(organisation, device, step, { ...values, identity_id: to?.id ?? '' }, key)
  }
  async function taken({ holder_id }: Device) {
    done(say(`${step}_done`))
    await Promise.all([changed(), changedEmployee(holder_id ?? device.holder_id)])
  }
  return (
    <Dialog title={say(step)} onClose={close}>
      <p>{say(`${step}_what`)}</p>
      <Form<StepValues, Device>
        defaults={{ employee_id: '', location_id: step === 'move' || step === 'offer' ? '' : device.home_id, reason: '' }}
        submit={say(step)}
        send={send}
        done={taken}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {asks.employee && (
          <FindEmployee
            name="employee_id"
            {...(step === 'offer' ? { label: say('receiver') } : {})}
            required
            chosen={(one) => {
              whom.current = one
            }}
          />
        )}
        {asks.location && <Where not={step === 'move' ? device.location_id : undefined} />}
        {asks.reason && (
          <TextArea name="reason" label={say('reason')} hint={say('reason_hint')} maxLength={1000} rows={3} required={asks.reason === 'must'} />
        )}
      </Form>
    </Dialog>
  )
}

function Where({ not }: { not: string | undefined }) {
  const say = useDeviceTexts()
  const locations = useLocations(useOrganisation()).data
  if (!locations) return null
  const options = locations.filter(({ id, ended_at }) => !ended_at && id !== not).map(({ id, name }) => ({ value: id, label: name }))
  return <SelectField name="location_id" label={say('location')} options={options} required />
}
