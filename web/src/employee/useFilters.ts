import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import type { EmployeeFilter } from './api'
import { asked, type By, byOf, isWay, looksLikeCpr } from './asked'
import { activations, statuses } from './words'

const names = ['q', 'by', 'status', 'unit', 'production_unit', 'activation'] as const
export type FilterName = (typeof names)[number]

/** useFilters keeps in the address what narrows the list, so that it can be shared and gone back to. Never a CPR number (E9). */
export function useFilters() {
  const [params, setParams] = useSearchParams()
  const get = (name: FilterName) => params.get(name) ?? ''
  const forbidden = looksLikeCpr(get('q'))
  const q = forbidden ? '' : get('q').trim()
  const by = params.get('by')
  const way = isWay(by) ? by : undefined
  const filter: EmployeeFilter = asked(q, way)
  const status = statuses.find((one) => one === get('status'))
  const activation = activations.find((one) => one === get('activation'))
  if (status) filter.status = status
  if (activation) filter.activation = activation
  if (get('unit')) filter.unit_id = get('unit')
  if (get('production_unit')) filter.production_unit_id = get('production_unit')

  function set(change: Partial<Record<FilterName, string>>) {
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        for (const name of names) {
          const value = change[name]
          if (value) next.set(name, value)
          else if (value === '') next.delete(name)
        }
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the address holds matters
  useEffect(() => {
    if (forbidden) set({ q: '' })
  }, [forbidden])

  const found: By | undefined = q ? byOf(q, way) : undefined
  return { q, by: found, filter, active: Object.keys(filter).length > 0, get, set }
}

export type Filters = ReturnType<typeof useFilters>
