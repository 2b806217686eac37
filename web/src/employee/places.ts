import type { ProductionUnit, Unit } from '../api/schema.gen'
import type { Option } from '../ui/fields'

const sorted = (options: Option[]) => options.sort((a, b) => a.label.localeCompare(b.label, 'da'))

/** unitsOf are the departments in use, each with those above it, to choose from. */
export function unitsOf(units: Unit[]): Option[] {
  const all = new Map(units.map((unit) => [unit.id, unit]))
  const path = (unit: Unit, depth = 0): string => {
    const above = unit.parent_id && depth < 20 ? all.get(unit.parent_id) : undefined
    return above ? `${path(above, depth + 1)} / ${unit.name}` : unit.name
  }
  return sorted(units.filter((unit) => !unit.ended_at).map((unit) => ({ value: unit.id, label: path(unit) })))
}

/** placesOf are the production units in use. */
export const placesOf = (units: ProductionUnit[]): Option[] =>
  sorted(units.filter((unit) => !unit.ended_at).map(({ id, name, p_number }) => ({ value: id, label: `${name} (${p_number})` })))
