import { Problem, problemOf } from '../api/problem'
import type { Device } from '../api/schema.gen'
import { searchEmployees, useChangedEmployee } from '../employee/api'
import { useOrganisation } from '../session/me'
import { Combobox } from '../ui/Combobox'
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

  async function send(values: StepValues, key: string) {
    try {
      return await take(organisation, device, step, values, key)
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (problem.code !== 'no_identity') throw problem
      const detail = say('no_identity')
      throw new Problem({ status: problem.status, code: problem.code, detail, errors: [{ pointer: '/employee_id', code: problem.code, detail }] })
    }
  }
  async function taken({ holder_id }: Device) {
    done(say(`${step}_done`))
    await Promise.all([changed(), changedEmployee(holder_id ?? device.holder_id)])
  }
  return (
    <Dialog title={say(step)} onClose={close}>
      <p>{say(`${step}_what`)}</p>
      <Form<StepValues, Device>
        defaults={{ employee_id: '', location_id: step === 'move' ? '' : device.home_id, reason: '' }}
        submit={say(step)}
        send={send}
        done={taken}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {asks.employee && <Whom />}
        {asks.location && <Where not={step === 'move' ? device.location_id : undefined} />}
        {asks.reason && (
          <TextArea name="reason" label={say('reason')} hint={say('reason_hint')} maxLength={1000} rows={3} required={asks.reason === 'must'} />
        )}
      </Form>
    </Dialog>
  )
}

function Whom() {
  const say = useDeviceTexts()
  const organisation = useOrganisation()
  const search = async (typed: string) =>
    (await searchEmployees(organisation, typed)).map(({ id, given_name, family_name, title }) => ({
      value: id,
      label: `${given_name} ${family_name}`,
      detail: title,
    }))
  return <Combobox name="employee_id" label={say('employee')} hint={say('employee_hint')} search={search} required />
}

function Where({ not }: { not: string | undefined }) {
  const say = useDeviceTexts()
  const locations = useLocations(useOrganisation()).data
  if (!locations) return null
  const options = locations.filter(({ id, ended_at }) => !ended_at && id !== not).map(({ id, name }) => ({ value: id, label: name }))
  return <SelectField name="location_id" label={say('location')} options={options} required />
}
