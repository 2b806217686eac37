import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { ChangeRoleGrant, GrantRole, GrantRoleRequest, RoleGrant, RoleGrantPage, RoleRequest, System } from '../api/schema.gen'
import { useList } from '../ui/list'

const administratorsKey = (organisation: string) => ['administrators', organisation]
const tag = (version: number) => `"v${version}"`

/** useAdministrators reads who may do what, where and until when (A1): now and to come, or what is over. */
export function useAdministrators(organisation: string, over: boolean) {
  return useList<RoleGrant, RoleGrantPage>([...administratorsKey(organisation), over], (after) => {
    const query = { limit: 50, over, ...(after ? { after } : {}) }
    return call(() =>
      api.GET('/api/v1/organisations/{organisation_id}/administrators', { params: { path: { organisation_id: organisation }, query } }),
    )
  })
}

/** useRoleRequests reads the requests that wait for an answer (A3). */
export function useRoleRequests(organisation: string, enabled: boolean) {
  const read = (after?: string) => {
    const query = { limit: 50, state: 'open' as const, ...(after ? { after } : {}) }
    return call(() =>
      api.GET('/api/v1/organisations/{organisation_id}/role_requests', { params: { path: { organisation_id: organisation }, query } }),
    )
  }
  return useList<RoleRequest>(['role_requests', organisation], read, enabled)
}

/** useChangedRoles gives the function to call after any role or request has changed. */
export function useChangedRoles(organisation: string) {
  const client = useQueryClient()
  return async () => {
    await Promise.all(
      [administratorsKey(organisation), ['role_requests', organisation], ['organisation', organisation], ['outlook', organisation], ['me']].map(
        (queryKey) => client.invalidateQueries({ queryKey }),
      ),
    )
  }
}

/** useSystems reads the systems that a role can be limited to. */
export function useSystems(organisation: string, enabled: boolean) {
  return useQuery({
    queryKey: ['systems', organisation, 'all'],
    enabled,
    queryFn: async () => {
      const rows: System[] = []
      let after: string | undefined
      do {
        const query = after ? { limit: 200, after } : { limit: 200 }
        const page = await call(() =>
          api.GET('/api/v1/organisations/{organisation_id}/systems', { params: { path: { organisation_id: organisation }, query } }),
        )
        rows.push(...page.data)
        after = page.next_cursor
      } while (after)
      return rows
    },
  })
}

export const grantRole = (organisation: string, body: GrantRole, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/administrators', {
      params: { path: { organisation_id: organisation }, header: { 'Idempotency-Key': key } },
      body,
    }),
  )

export const changeRoleGrant = (organisation: string, grant: RoleGrant, body: ChangeRoleGrant) =>
  call(() =>
    api.PATCH('/api/v1/organisations/{organisation_id}/administrators/{grant_id}', {
      params: { path: { organisation_id: organisation, grant_id: grant.id }, header: { 'If-Match': tag(grant.version) } },
      body,
    }),
  )

export const revokeRole = (organisation: string, grant: string, reason: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/administrators/{grant_id}/revoke', {
      params: { path: { organisation_id: organisation, grant_id: grant }, header: { 'Idempotency-Key': key } },
      body: { reason },
    }),
  )

export const grantRequest = (organisation: string, { id, version }: RoleRequest, body: GrantRoleRequest, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/role_requests/{request_id}/grant', {
      params: { path: { organisation_id: organisation, request_id: id }, header: { 'If-Match': tag(version), 'Idempotency-Key': key } },
      body,
    }),
  )

export const rejectRequest = (organisation: string, { id, version }: RoleRequest, reason: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/role_requests/{request_id}/reject', {
      params: { path: { organisation_id: organisation, request_id: id }, header: { 'If-Match': tag(version), 'Idempotency-Key': key } },
      body: { reason },
    }),
  )
