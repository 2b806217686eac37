import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, newKey } from '../api/client'
import type { Authenticator, AuthenticatorEnrolment, EmployeeStopped, RequestRole, RoleRequest } from '../api/schema.gen'
import { useMe } from '../session/me'
import { makeKey } from '../ui/passkey'
import type { RoleName } from '../ui/roles'
import type { Asked } from './asked'

const header = (key: string) => ({ 'Idempotency-Key': key })

/** useHere is the organisation that the reader acts for, and as whom. Empty while none is chosen: ask nothing then. */
export function useHere() {
  const me = useMe().data
  return { organisation: me?.organisation?.id ?? '', employee: me?.organisation?.employee_id ?? '' }
}

export function useOwnIdentities() {
  const { organisation, employee } = useHere()
  return useQuery({
    queryKey: ['own', organisation, 'identities'],
    enabled: organisation !== '',
    queryFn: () => {
      const params = { path: { organisation_id: organisation, employee_id: employee } }
      return call(() => api.GET('/api/v1/organisations/{organisation_id}/employees/{employee_id}/identities', { params }))
    },
  })
}

/** useRefreshOwn reads everything about the reader again, and what of theirs lies with the stock: the first use signs for a device. */
export function useRefreshOwn() {
  const client = useQueryClient()
  return () => Promise.all(['own', 'stock'].map((about) => client.invalidateQueries({ queryKey: [about] })))
}

export const speakTo = (language: 'da' | 'en') => call(() => api.PATCH('/api/v1/me', { body: { language } }))

export const changePassword = (body: { current: string; password: string }, key: string) =>
  call(() => api.POST('/api/v1/me/password', { params: { header: header(key) }, body }))

export const withdrawConsent = (key: string) => call(() => api.POST('/api/v1/me/consent/withdraw', { params: { header: header(key) } }))

/** useBlockPreview asks what would stop if the reader blocked herself; nothing is done. */
export function useBlockPreview() {
  const { organisation } = useHere()
  return useQuery({
    queryKey: ['own', organisation, 'block'],
    enabled: organisation !== '',
    queryFn: (): Promise<EmployeeStopped> => {
      const params = { header: header(crypto.randomUUID()), query: { dry_run: true } }
      return call(() => api.POST('/api/v1/me/block', { params, body: {} }))
    },
  })
}

export const blockMyself = (reason: string, key: string): Promise<EmployeeStopped> =>
  call(() => api.POST('/api/v1/me/block', { params: { header: header(key) }, body: reason ? { reason } : {} }))

type Place = { organisation: string; id: string }
type Ended = 'report_lost' | 'revoke' | 'block'

export function endAuthenticator({ organisation, id }: Place, how: Ended, reason: string, key: string): Promise<Authenticator> {
  const params = { path: { organisation_id: organisation, authenticator_id: id }, header: header(key) }
  const body = reason ? { reason } : {}
  return call(() => api.POST(`/api/v1/organisations/{organisation_id}/authenticators/{authenticator_id}/${how}`, { params, body }))
}

/** renewChip asks for another time to be good for; the server wants a sign-in with that very chip first (U12). */
export function renewChip({ organisation, id }: Place, key: string): Promise<Authenticator> {
  const params = { path: { organisation_id: organisation, authenticator_id: id }, header: header(key) }
  return call(() => api.POST('/api/v1/organisations/{organisation_id}/authenticators/{authenticator_id}/renew', { params, body: {} }))
}

export function stopPass({ organisation, id }: Place, key: string) {
  const params = { path: { organisation_id: organisation, identity_id: id }, header: header(key) }
  return call(() => api.POST('/api/v1/organisations/{organisation_id}/identities/{identity_id}/pass/revoke', { params }))
}

export function addApp({ organisation, id }: Place, label: string, key: string): Promise<AuthenticatorEnrolment> {
  const params = { path: { organisation_id: organisation, identity_id: id }, header: header(key) }
  const body = { kind: 'app' as const, ...(label ? { label } : {}) }
  return call(() => api.POST('/api/v1/organisations/{organisation_id}/identities/{identity_id}/authenticators', { params, body }))
}

/** useAppAgain asks once more for an app's secret, under the key of the first time: what has been scanned stays good. */
export function useAppAgain(organisation: string, asked: Asked | undefined) {
  return useQuery({
    queryKey: ['own-app', organisation, asked?.key],
    enabled: asked !== undefined,
    queryFn: () => (asked ? addApp({ organisation, id: asked.identity }, asked.label, asked.key) : null),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
}

export function confirmApp({ organisation, id }: Place, code: string, key: string): Promise<Authenticator> {
  const params = { path: { organisation_id: organisation, authenticator_id: id }, header: header(key) }
  return call(() => api.POST('/api/v1/organisations/{organisation_id}/authenticators/{authenticator_id}/confirm', { params, body: { code } }))
}

type Codes = { code: string; next_code?: string; password?: string }
export function confirmDisplay({ organisation, id }: Place, body: Codes, key: string): Promise<Authenticator> {
  const params = { path: { organisation_id: organisation, authenticator_id: id }, header: header(key) }
  return call(() => api.POST('/api/v1/organisations/{organisation_id}/authenticators/{authenticator_id}/confirm', { params, body }))
}

/** registerKey has the browser register a chip that was handed out, or an app's passkey when no chip is named. */
export async function registerKey({ organisation, id }: Place, chip: string | undefined, label: string): Promise<Authenticator> {
  const path = { organisation_id: organisation }
  const body = { ...(chip ? { authenticator_id: chip } : {}), ...(label ? { label } : {}) }
  const asked = await call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/identities/{identity_id}/keys', { params: { path: { ...path, identity_id: id } }, body }),
  )
  const answer = await makeKey(asked.options)
  // Each answer is another thing to send, so the key of the try does not fit.
  const params = { path, header: header(newKey()) }
  return call(() => api.POST('/api/v1/organisations/{organisation_id}/keys/finish', { params, body: { ceremony_id: asked.ceremony_id, answer } }))
}

/** useOwnRights asks what the reader may do on a day; today when none is named (R6). */
export function useOwnRights(at: string | undefined) {
  const { organisation } = useHere()
  return useQuery({
    queryKey: ['own', organisation, 'rights', at],
    enabled: organisation !== '',
    placeholderData: (before) => before,
    queryFn: () => call(() => api.GET('/api/v1/me/rights', { params: { query: at ? { at } : {} } })),
  })
}

export function readOwnEvents(query: { name?: string; outcome?: 'done' | 'refused'; from?: string; to?: string; after?: string; limit?: number }) {
  return call(() => api.GET('/api/v1/me/events', { params: { query } }))
}

export function useSessions() {
  return useQuery({ queryKey: ['own', 'sessions'], queryFn: () => call(() => api.GET('/api/v1/me/sessions')) })
}

export const endSession = (id: string, key: string) =>
  call(() => api.POST('/api/v1/me/sessions/{session_id}/end', { params: { path: { session_id: id }, header: header(key) } }))

/** usePlaces lists the departments and production units in use, to name a role's place and to choose one. */
export function usePlaces(wanted = true) {
  const { organisation } = useHere()
  return useQuery({
    queryKey: ['own', organisation, 'places'],
    enabled: wanted && organisation !== '',
    queryFn: async () => {
      const params = { path: { organisation_id: organisation }, query: { limit: 100 } }
      const [units, productionUnits] = await Promise.all([
        call(() => api.GET('/api/v1/organisations/{organisation_id}/units', { params })),
        call(() => api.GET('/api/v1/organisations/{organisation_id}/production_units', { params })),
      ])
      return { units: units.data, productionUnits: productionUnits.data }
    },
  })
}

export function readOwnRoleRequests(organisation: string, after?: string) {
  const query = { mine: true, limit: 20, ...(after ? { after } : {}) }
  return call(() => api.GET('/api/v1/organisations/{organisation_id}/role_requests', { params: { path: { organisation_id: organisation }, query } }))
}

type Ask = { role: RoleName; reason: string; scope_kind?: 'unit' | 'production_unit' | 'system'; scope_id?: string }
export function requestRole(organisation: string, body: Ask & RequestRole, key: string): Promise<RoleRequest> {
  const params = { path: { organisation_id: organisation }, header: header(key) }
  return call(() => api.POST('/api/v1/organisations/{organisation_id}/role_requests', { params, body }))
}

export function withdrawRequest(organisation: string, { id, version }: RoleRequest, key: string): Promise<RoleRequest> {
  const params = { path: { organisation_id: organisation, request_id: id }, header: { ...header(key), 'If-Match': `"v${version}"` } }
  return call(() => api.POST('/api/v1/organisations/{organisation_id}/role_requests/{request_id}/withdraw', { params }))
}
