import type { ProductionUnit, Unit } from '../api/schema.gen'
import { placesOf, unitsOf } from '../employee/places'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { SelectField, TextField } from '../ui/fields'
import { useSeen } from '../ui/seen'
import { withBelow } from './tree'
import { changeUnit, createUnit, useChangedUnits } from './unitApi'
import { useUnitTexts } from './unitTexts'

type Values = { name: string; parent_id: string; production_unit_id: string }
type Props = {
  unit: Unit | undefined
  parent: string
  units: Unit[]
  places: ProductionUnit[]
  done: (text: string) => void
  close: () => void
}

/** UnitForm adds a department, or renames and moves one. */
export function UnitForm({ unit, parent, units, places, done, close }: Props) {
  const say = useUnitTexts()
  const organisation = useOrganisation()
  const changed = useChangedUnits(organisation)
  const { seen, again } = useSeen(units.find(({ id }) => id === unit?.id) ?? unit, changed)
  const not = unit ? withBelow(units, unit.id) : new Set<string>()
  const above = unitsOf(units).filter(({ value }) => !not.has(value))

  async function send({ name, parent_id, production_unit_id }: Values, key: string) {
    if (seen) {
      const body = { name, parent_id: parent_id || null, production_unit_id: production_unit_id || null }
      return changeUnit(organisation, seen.id, body, seen.etag)
    }
    return createUnit(organisation, { name, ...(parent_id ? { parent_id } : {}), ...(production_unit_id ? { production_unit_id } : {}) }, key)
  }
  async function saved({ name }: Unit) {
    done(say(unit ? 'saved' : 'created', { name }))
    await changed()
  }
  return (
    <Dialog title={unit ? say('edit', { name: unit.name }) : say('add')} onClose={close}>
      <Form<Values, Unit>
        defaults={{ name: unit?.name ?? '', parent_id: unit?.parent_id ?? parent, production_unit_id: unit?.production_unit_id ?? '' }}
        submit={say(unit ? 'save' : 'create')}
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
        <TextField name="name" label={say('name')} maxLength={200} required />
        <SelectField name="parent_id" label={say('parent')} options={above} empty={say('top')} />
        <SelectField
          name="production_unit_id"
          label={say('production_unit')}
          hint={say('production_unit_hint')}
          options={placesOf(places)}
          empty={say('no_place')}
        />
      </Form>
    </Dialog>
  )
}
