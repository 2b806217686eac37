import { unitsOf } from '../employee/places'
import { authenticatorStates, useAuthenticatorWords } from '../employee/profile/identity'
import { useUnits } from '../organisation/api'
import { useMay, useOrganisation } from '../session/me'
import { FilterSelect } from '../stock/FilterSelect'
import { useWords } from '../stock/words'
import { concerns, ends, kinds } from './filter'
import { useTexts } from './texts'

/** Filters narrow the list by what one can choose from. What the reader is not told is not offered. */
export function Filters() {
  const say = useTexts()
  const may = useMay()
  const word = useWords()
  const named = useAuthenticatorWords()
  const units = unitsOf(useUnits(useOrganisation()).data ?? [])
  const stateOf = (state: string) => named({ kind: '', state, spare: false, label: '' }).state
  const told = may('identity.read')
  const lacking = told || may('employee.find')
  return (
    <div className="overview-filters">
      <FilterSelect
        name="concern"
        label={say('show')}
        empty={say('everybody')}
        options={concerns.filter((one) => lacking || !one.startsWith('lacks')).map((value) => ({ value, label: say(value) }))}
      />
      <FilterSelect
        name="kind"
        label={say('kind')}
        empty={say('any')}
        options={kinds.filter((one) => told || one !== 'app').map((value) => ({ value, label: value === 'app' ? say('app') : word(value) }))}
      />
      <FilterSelect
        name="state"
        label={say('state')}
        empty={say('any')}
        options={authenticatorStates.map((value) => ({ value, label: stateOf(value) }))}
      />
      <FilterSelect
        name="ends_within"
        label={say('ends_within')}
        empty={say('any')}
        options={ends.map((value) => ({ value, label: say('days', { count: value }) }))}
      />
      {units.length > 0 && <FilterSelect name="unit_id" label={say('unit')} empty={say('any')} options={units} />}
    </div>
  )
}
