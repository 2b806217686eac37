import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, tagged } from '../api/client'
import type { OrganisationChange } from '../api/schema.gen'

const key = (organisation: string) => ['organisation', organisation]

/** useOrganisationOf reads an organisation with its warnings, tasks and settings. */
export function useOrganisationOf(organisation: string) {
  return useQuery({
    queryKey: key(organisation),
    queryFn: () => tagged(() => api.GET('/api/v1/organisations/{organisation_id}', { params: { path: { organisation_id: organisation } } })),
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
