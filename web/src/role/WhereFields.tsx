import { useEffect } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { placesOf, unitsOf } from '../employee/places'
import { useProductionUnits, useUnits } from '../organisation/api'
import { useMay, useOrganisation } from '../session/me'
import { type Option, RadioField, SelectField } from '../ui/fields'
import { useSystems } from './api'
import type { Values } from './New'
import { type ScopeKind, scopeKinds } from './places'
import { useTexts } from './texts'

/** WhereFields ask how far a role reaches: only places that the organisation has are offered (A3). */
export function WhereFields() {
  const say = useTexts()
  const organisation = useOrganisation()
  const { setValue } = useFormContext<Values>()
  const kind = useWatch<Values, 'scope_kind'>({ name: 'scope_kind' })
  const units = unitsOf(useUnits(organisation).data ?? [])
  const places = placesOf(useProductionUnits(organisation).data ?? [])
  const systems = (useSystems(organisation, useMay()('system.read')).data ?? []).filter(({ retired_at }) => !retired_at)
  const options: Record<Exclude<ScopeKind, 'organisation'>, Option[]> = {
    unit: units,
    production_unit: places,
    system: systems.map(({ id, name }) => ({ value: id, label: name })),
  }
  const offered = scopeKinds.filter((one) => one === 'organisation' || options[one].length > 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind of place has other places
  useEffect(() => setValue('scope_id', ''), [kind])
  return (
    <>
      <RadioField name="scope_kind" label={say('where')} options={offered.map((value) => ({ value, label: say(value) }))} required />
      {kind !== 'organisation' && <SelectField key={kind} name="scope_id" label={say(`which_${kind}`)} options={options[kind]} empty="" required />}
    </>
  )
}
