import type { ProductionUnit } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { useSeen } from '../ui/seen'
import { changeProductionUnit, createProductionUnit, useChangedUnits } from './unitApi'
import { useUnitTexts } from './unitTexts'

type Values = { p_number: string; name: string; address: { street: string; postal_code: string; city: string } }
type Props = { place: ProductionUnit | undefined; places: ProductionUnit[]; done: (text: string) => void; close: () => void }

/** ProductionUnitForm adds a production unit, or corrects its name and address. */
export function ProductionUnitForm({ place, places, done, close }: Props) {
  const say = useUnitTexts()
  const organisation = useOrganisation()
  const changed = useChangedUnits(organisation)
  const { seen, again } = useSeen(places.find(({ id }) => id === place?.id) ?? place, changed)

  async function send({ p_number, name, address }: Values, key: string) {
    if (!seen) return createProductionUnit(organisation, { p_number: p_number.replace(/\s/g, ''), name, address }, key)
    return changeProductionUnit(organisation, seen.id, { name, address: { ...seen.address, ...address } }, seen.etag)
  }
  async function saved({ name }: ProductionUnit) {
    done(say(place ? 'saved' : 'created', { name }))
    await changed()
  }
  const { street = '', postal_code = '', city = '' } = place?.address ?? {}
  return (
    <Dialog title={place ? say('edit', { name: place.name }) : say('add_place')} onClose={close}>
      <Form<Values, ProductionUnit>
        defaults={{ p_number: '', name: place?.name ?? '', address: { street, postal_code, city } }}
        submit={say(place ? 'save' : 'create')}
        send={send}
        done={saved}
        reload={again}
        now={seen && <p>{seen.ended_at ? say('now_ended') : say('now', { name: seen.name })}</p>}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {!place && (
          <TextField name="p_number" label={say('p_number')} hint={say('p_number_hint')} inputMode="numeric" maxLength={14} chars={16} required />
        )}
        <TextField name="name" label={say('name')} maxLength={200} required />
        <TextField name="address.street" label={say('street')} maxLength={200} />
        <TextField name="address.postal_code" label={say('postal_code')} inputMode="numeric" maxLength={20} chars={8} />
        <TextField name="address.city" label={say('city')} maxLength={100} />
      </Form>
    </Dialog>
  )
}
