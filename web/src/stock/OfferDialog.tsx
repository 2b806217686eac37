import type { Device } from '../api/schema.gen'
import { FindEmployee } from '../employee/FindEmployee'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { SelectField } from '../ui/fields'
import { useChangedStock, useLocations } from './api'
import { offer } from './handOverApi'
import { useHandOverTexts } from './handOverTexts'

type Values = { to_employee_id: string; location_id: string }
type Props = { devices: Device[]; done: (text: string) => void; close: () => void }

/** OfferDialog hands several devices to another keeper (O6). */
export function OfferDialog({ devices, done, close }: Props) {
  const say = useHandOverTexts()
  const organisation = useOrganisation()
  const changed = useChangedStock(organisation)
  const places = (useLocations(organisation).data ?? []).filter(({ ended_at }) => !ended_at).map(({ id, name }) => ({ value: id, label: name }))
  const ids = devices.map(({ id }) => id)
  return (
    <Dialog title={say('offer_count', { count: ids.length })} onClose={close}>
      <p>{say('offer_what')}</p>
      <Form<Values, unknown>
        defaults={{ to_employee_id: '', location_id: '' }}
        submit={say('offer_count', { count: ids.length })}
        send={({ to_employee_id, location_id }, key) => offer(organisation, ids, to_employee_id, location_id, key)}
        done={async () => {
          done(say('offer_done'))
          await changed()
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        <FindEmployee name="to_employee_id" label={say('receiver')} required />
        <SelectField name="location_id" label={say('location')} options={places} required />
      </Form>
    </Dialog>
  )
}
