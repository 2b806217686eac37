import { useProductionUnits, useUnits } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { Combobox } from '../ui/Combobox'
import { SelectField, TextField } from '../ui/fields'
import { searchEmployees } from './api'
import { useFormTexts } from './formTexts'
import { placesOf, unitsOf } from './places'
import { nameOf } from './Rows'

/** WorkFields ask where somebody works and for whom (E1). An organisation without departments is not asked for one. */
export function WorkFields({ manager }: { manager?: string | undefined }) {
  const say = useFormTexts()
  const organisation = useOrganisation()
  const units = unitsOf(useUnits(organisation).data ?? [])
  const places = placesOf(useProductionUnits(organisation).data ?? [])
  const search = async (typed: string) =>
    (await searchEmployees(organisation, typed)).map((one) => ({
      value: one.id,
      label: nameOf(one),
      detail: [one.title, one.unit_name].filter(Boolean).join(', '),
    }))
  return (
    <section aria-labelledby="work">
      <h2 id="work">{say('work')}</h2>
      <TextField name="title" label={say('title')} wide maxLength={200} />
      {places.length > 0 && <SelectField name="production_unit_id" label={say('production_unit_id')} options={places} />}
      {units.length > 0 && <SelectField name="unit_id" label={say('unit_id')} options={units} />}
      <Combobox name="manager_id" label={say('manager_id')} hint={say('manager_hint')} search={search} initial={manager ?? ''} />
      <TextField name="employee_number" label={say('employee_number')} maxLength={50} chars={16} />
    </section>
  )
}
