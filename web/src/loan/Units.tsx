import { unitsOf } from '../employee/places'
import { useUnits } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { FilterSelect } from '../stock/FilterSelect'
import { useTexts } from './texts'

/** Units narrows the list to the borrowers of a department and those below it; without departments there is nothing to choose. */
export function Units() {
  const say = useTexts()
  const units = unitsOf(useUnits(useOrganisation()).data ?? [])
  if (units.length === 0) return null
  return <FilterSelect name="unit_id" label={say('unit')} empty={say('all')} options={units} />
}
