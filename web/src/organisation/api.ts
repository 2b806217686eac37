import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, tagged } from '../api/client'
import type { OrganisationChange, OutlookEntry } from '../api/schema.gen'
import { useList } from '../ui/list'

const key = (organisation: string) => ['organisation', organisation]

/** useOrganisationOf reads an organisation with its warnings, tasks and settings. */
export function useOrganisationOf(organisation: string) {
  return useQuery({
    queryKey: key(organisation),
    queryFn: () => tagged(() => api.GET('/api/v1/organisations/{organisation_id}', { params: { path: { organisation_id: organisation } } })),
  })
}

/** useSparesMissing counts who lacks a spare authenticator (U3). */
export function useSparesMissing(organisation: string) {
  return useQuery({
    queryKey: [...key(organisation), 'spares'],
    queryFn: async () => {
      const params = { path: { organisation_id: organisation }, query: { activation: 'lacks_spare', include: 'total', limit: 1 } as const }
      return (await call(() => api.GET('/api/v1/organisations/{organisation_id}/employees', { params }))).total ?? 0
    },
  })
}

/** useChangeOrganisation gives the function that changes settings, of the version that was read. */
export function useChangeOrganisation(organisation: string) {
  const client = useQueryClient()
  return async (change: OrganisationChange, etag: string) => {
    const params = { path: { organisation_id: organisation }, header: { 'If-Match': etag } }
    await call(() => api.PATCH('/api/v1/organisations/{organisation_id}', { params, body: change }))
    await client.invalidateQueries({ queryKey: key(organisation) })
  }
}

// all reads every page of a short list.
async function all<T>(read: (after?: string) => Promise<{ data: T[]; next_cursor?: string }>): Promise<T[]> {
  const rows: T[] = []
  let after: string | undefined
  do {
    const page = await read(after)
    rows.push(...page.data)
    after = page.next_cursor
  } while (after)
  return rows
}

/** useUnits reads all departments, those out of use too. */
export function useUnits(organisation: string) {
  return useQuery({
    queryKey: ['units', organisation],
    queryFn: () =>
      all((after) => {
        const params = { path: { organisation_id: organisation }, query: after ? { limit: 200, after } : { limit: 200 } }
        return call(() => api.GET('/api/v1/organisations/{organisation_id}/units', { params }))
      }),
  })
}

/** useProductionUnits reads all production units, those out of use too. */
export function useProductionUnits(organisation: string) {
  return useQuery({
    queryKey: ['production_units', organisation],
    queryFn: () =>
      all((after) => {
        const params = { path: { organisation_id: organisation }, query: after ? { limit: 200, after } : { limit: 200 } }
        return call(() => api.GET('/api/v1/organisations/{organisation_id}/production_units', { params }))
      }),
  })
}

/** useOutlook reads what the next thirty days bring, nearest first (W6). */
export function useOutlook(organisation: string) {
  return useList<OutlookEntry>(['outlook', organisation], (after) => {
    const params = { path: { organisation_id: organisation }, query: after ? { limit: 20, after } : { limit: 20 } }
    return call(() => api.GET('/api/v1/organisations/{organisation_id}/outlook', { params }))
  })
}

/** suspendOrganisation stops everything at once (C9). */
export const suspendOrganisation = (organisation: string, reason: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/suspend', {
      params: { path: { organisation_id: organisation }, header: { 'Idempotency-Key': key } },
      body: { reason },
    }),
  )

/** closeOrganisation ends it for good, in the version that was read (C9). */
export const closeOrganisation = (organisation: string, reason: string, etag: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/close', {
      params: { path: { organisation_id: organisation }, header: { 'If-Match': etag, 'Idempotency-Key': key } },
      body: { reason },
    }),
  )
