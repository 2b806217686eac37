import { looksLikeCpr } from '../employee/asked'
import { authenticatorStates } from '../employee/profile/identity'
import { kinds as things } from '../stock/words'
import type { OverviewFilter } from './api'

export const concerns = ['lacks_usable', 'lacks_spare', 'none', 'under_way', 'on_loan', 'late', 'to_return'] as const
export const kinds = ['app', ...things] as const
export const ends = ['7', '14', '30', '90'] as const

/** The parts of the address that narrow the list. */
export const names = ['q', 'concern', 'kind', 'state', 'ends_within', 'unit_id'] as const

/** filterOf reads from the address what the list is narrowed by; what it does not know it leaves out, a CPR number too (E9). */
export function filterOf(params: URLSearchParams): OverviewFilter {
  const filter: OverviewFilter = {}
  const q = params.get('q')?.trim()
  if (q && !looksLikeCpr(q)) filter.q = q
  const concern = concerns.find((one) => one === params.get('concern'))
  if (concern) filter.concern = concern
  const kind = kinds.find((one) => one === params.get('kind'))
  if (kind) filter.kind = kind
  const state = authenticatorStates.find((one) => one === params.get('state'))
  if (state) filter.state = state
  const within = ends.find((one) => one === params.get('ends_within'))
  if (within) filter.ends_within = Number(within)
  const unit = params.get('unit_id')
  if (unit) filter.unit_id = unit
  return filter
}
