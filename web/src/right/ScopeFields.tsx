import { useEffect } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { placesOf, unitsOf } from '../employee/places'
import { useProductionUnits, useUnits } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { RadioField, SelectField, TextField } from '../ui/fields'
import type { Values } from './Assign'
import { useTexts } from './texts'

/** ScopeFields choose where an assignment holds: everywhere, or in one part. */
export function ScopeFields() {
  const say = useTexts()
  const organisation = useOrganisation()
  const { control, setValue } = useFormContext<Values>()
  const kind = useWatch({ control, name: 'scope_kind' })
  // Another kind of place cannot keep the place of the one before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: emptied for each kind
  useEffect(() => setValue('scope_value', ''), [kind])
  const units = unitsOf(useUnits(organisation).data ?? [])
  const places = placesOf(useProductionUnits(organisation).data ?? [])
  const kinds = [
    { value: 'organisation', label: say('scope_organisation') },
    ...(units.length > 0 ? [{ value: 'unit', label: say('scope_unit') }] : []),
    ...(places.length > 0 ? [{ value: 'production_unit', label: say('scope_production_unit') }] : []),
    { value: 'se_number', label: say('scope_se_number') },
  ]
  return (
    <>
      <RadioField name="scope_kind" label={say('scope')} required options={kinds} />
      {kind === 'unit' && <SelectField key="unit" name="scope_value" label={say('unit')} required empty={say('pick')} options={units} />}
      {kind === 'production_unit' && (
        <SelectField key="place" name="scope_value" label={say('production_unit')} required empty={say('pick')} options={places} />
      )}
      {kind === 'se_number' && (
        <TextField key="se" name="scope_value" label={say('se_number')} required inputMode="numeric" maxLength={8} chars={8} />
      )}
    </>
  )
}
