import { useId } from 'react'
import { useProductionUnits, useUnits } from '../organisation/api'
import { useMay, useOrganisation } from '../session/me'
import type { Option } from '../ui/fields'
import { placesOf, unitsOf } from './places'
import { useTexts } from './texts'
import type { FilterName, Filters } from './useFilters'
import { activations, statuses } from './words'

/** FilterFields narrow the list by what one can choose from; a clinic without departments is not asked for one. */
export function FilterFields({ filters }: { filters: Filters }) {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const units = unitsOf(useUnits(organisation).data ?? [])
  const places = placesOf(useProductionUnits(organisation).data ?? [])
  const chosen = (['status', 'activation', 'unit', 'production_unit'] as const).some((name) => filters.get(name))
  return (
    <details className="more-filters" open={chosen || undefined}>
      <summary>{say('more_filters')}</summary>
      <div className="filters">
        <Choice filters={filters} name="status" label={say('status')} options={statuses.map((value) => ({ value, label: say(value) }))} />
        {may('identity.read') && (
          <Choice
            filters={filters}
            name="activation"
            label={say('activation')}
            options={activations.map((value) => ({ value, label: say(value) }))}
          />
        )}
        {units.length > 0 && <Choice filters={filters} name="unit" label={say('unit')} options={units} />}
        {places.length > 0 && <Choice filters={filters} name="production_unit" label={say('production_unit')} options={places} />}
      </div>
    </details>
  )
}

function Choice({ filters, name, label, options }: { filters: Filters; name: FilterName; label: string; options: Option[] }) {
  const say = useTexts()
  const id = useId()
  return (
    <div className="form-group">
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      <select className="form-select" id={id} value={filters.get(name)} onChange={(event) => filters.set({ [name]: event.target.value })}>
        <option value="">{say('all')}</option>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
