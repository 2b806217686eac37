import type { Unit } from '../api/schema.gen'

export type Branch = { unit: Unit; below: Branch[] }

/** treeOf puts departments under those that they belong to, each level in Danish order. Who belongs to one that is not shown stands on top. */
export function treeOf(units: Unit[]): Branch[] {
  const shown = new Set(units.map(({ id }) => id))
  const under = (parent: string | undefined): Branch[] =>
    units
      .filter((unit) => (unit.parent_id && shown.has(unit.parent_id) ? unit.parent_id : undefined) === parent)
      .sort((a, b) => a.name.localeCompare(b.name, 'da'))
      .map((unit) => ({ unit, below: under(unit.id) }))
  return under(undefined)
}

/** withBelow gives the ids of a department and all below it: it cannot be moved under any of them. */
export function withBelow(units: Unit[], id: string): Set<string> {
  const found = new Set([id])
  for (const one of found) for (const unit of units) if (unit.parent_id === one) found.add(unit.id)
  return found
}
