import { useFormContext } from 'react-hook-form'
import type { Employee } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useProductionUnits, useUnits } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { Table } from '../ui/Table'
import { useFormTexts } from './formTexts'
import { type MasterData, nothing, valuesOf } from './formValues'
import { placesOf, unitsOf } from './places'

// Every member that the form has; a national id is never shown beside another.
type Name = Exclude<keyof MasterData, 'national_id'>
const shown = (Object.keys(nothing) as (keyof MasterData)[]).filter((name): name is Name => name !== 'national_id')

/** Theirs shows what somebody else changed meanwhile beside what stands in the form: nothing is overwritten unseen (W5). */
export function Theirs({ before, now }: { before: Employee; now: Employee }) {
  const say = useFormTexts()
  const organisation = useOrganisation()
  const units = unitsOf(useUnits(organisation).data ?? [])
  const places = placesOf(useProductionUnits(organisation).data ?? [])
  const { getValues } = useFormContext<MasterData>()
  const old = valuesOf(before)
  const theirs = valuesOf(now)
  const typed = getValues()
  const rows = shown.filter((name) => old[name] !== theirs[name])

  function words(name: Name, value: string | boolean): string {
    if (typeof value === 'boolean') return say(value ? 'yes' : 'no')
    if (value === '') return say('empty')
    if (name === 'birth_date') return day(value)
    if (name === 'manager_id') return [now, before].find((one) => one.manager_id === value)?.manager_name ?? '…'
    if (name === 'unit_id' || name === 'production_unit_id') return [...units, ...places].find((one) => one.value === value)?.label ?? '…'
    return value
  }
  if (rows.length === 0) return <p>{say('elsewhere')}</p>
  return (
    <Table
      caption={say('now')}
      rows={rows}
      rowKey={(name) => name}
      columns={[
        { title: say('field'), header: true, cell: (name) => say(name) },
        { title: say('now'), cell: (name) => words(name, theirs[name]) },
        { title: say('typed'), cell: (name) => (typed[name] === theirs[name] ? say('taken_over') : words(name, typed[name])) },
      ]}
    />
  )
}
