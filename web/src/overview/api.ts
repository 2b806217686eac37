import { api, call } from '../api/client'
import type { OverviewRow, operations } from '../api/schema.gen'
import { useList } from '../ui/list'

/** What narrows the overview; the names are the API's. A national id is never among them (E9). */
export type OverviewFilter = Omit<NonNullable<operations['listOverview']['parameters']['query']>, 'limit' | 'after'>

/** useOverview reads employees with each of their authenticators, page by page (W3). */
export function useOverview(organisation: string, filter: OverviewFilter) {
  return useList<OverviewRow>(['overview', organisation, filter], (after) => {
    const query = { ...filter, limit: 50, ...(after ? { after } : {}) }
    return call(() => api.GET('/api/v1/organisations/{organisation_id}/overview', { params: { path: { organisation_id: organisation }, query } }))
  })
}

/** exportAddress is where the list comes as a file, narrowed as on the page. */
export const exportAddress = (organisation: string, filter: OverviewFilter) => {
  const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]))
  return `/api/v1/organisations/${organisation}/overview/export?${query}`
}
