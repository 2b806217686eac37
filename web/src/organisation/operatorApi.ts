import { useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { OrganisationListed } from '../api/schema.gen'
import { useList } from '../ui/list'

export type State = 'connected' | 'suspended' | 'closed'

const all = ['operator', 'organisations']

/** useOrganisations lists every organisation of the installation, in one state or in all (C9). */
export function useOrganisations(state?: State) {
  return useList<OrganisationListed>([...all, state ?? ''], (after) => {
    const query = { ...(after ? { after } : {}), ...(state ? { state } : {}) }
    return call(() => api.GET('/api/v1/operator/organisations', { params: { query } }))
  })
}

export function useChangedOrganisations() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: all })
}

/** resumeOrganisation lifts a suspension, in the version that was read (C9). */
export const resumeOrganisation = (organisation: string, etag: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/resume', {
      params: { path: { organisation_id: organisation }, header: { 'If-Match': etag, 'Idempotency-Key': key } },
    }),
  )
