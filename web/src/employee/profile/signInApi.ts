import { useQuery } from '@tanstack/react-query'
import { api, call, newKey } from '../../api/client'
import type { AddAuthenticator, Authenticator, MakeHandOverCode } from '../../api/schema.gen'
import { employeeKey } from '../api'
import type { Whose } from './api'

const identity = '/api/v1/organisations/{organisation_id}/identities/{identity_id}'
const authenticator = '/api/v1/organisations/{organisation_id}/authenticators/{authenticator_id}'

export function useIdentities(whose: Whose, enabled = true) {
  const path = { organisation_id: whose.organisation, employee_id: whose.employee }
  return useQuery({
    queryKey: [...employeeKey(whose.organisation, whose.employee), 'identities'],
    enabled,
    queryFn: async () =>
      (await call(() => api.GET('/api/v1/organisations/{organisation_id}/employees/{employee_id}/identities', { params: { path } }))).data,
  })
}

type Versioned = { id: string; version: number }
const etag = ({ version }: Versioned) => `"v${version}"`

export const restartActivation = (organisation: string, which: Versioned, key: string) => {
  const params = { path: { organisation_id: organisation, identity_id: which.id }, header: { 'Idempotency-Key': key, 'If-Match': etag(which) } }
  return call(() => api.POST(`${identity}/restart_activation`, { params }))
}

export const startAtDispatch = (organisation: string, which: Versioned, key: string) => {
  const params = { path: { organisation_id: organisation, identity_id: which.id }, header: { 'Idempotency-Key': key, 'If-Match': etag(which) } }
  return call(() => api.POST(`${identity}/start_at_dispatch`, { params }))
}

/** makeHandOverCode gives the code, which is shown once and kept nowhere (U5). */
export const makeHandOverCode = (organisation: string, id: string, body: MakeHandOverCode, key: string) => {
  const params = { path: { organisation_id: organisation, identity_id: id }, header: { 'Idempotency-Key': key } }
  return call(() => api.POST(`${identity}/hand_over`, { params, body }))
}

export const addAuthenticator = (organisation: string, id: string, body: AddAuthenticator, key: string) => {
  const params = { path: { organisation_id: organisation, identity_id: id }, header: { 'Idempotency-Key': key } }
  return call(() => api.POST(`${identity}/authenticators`, { params, body }))
}

/** The steps that an administrator may take with an authenticator (U7). */
export const steps = ['renew', 'block', 'unblock', 'report_lost', 'revoke'] as const
export type Step = (typeof steps)[number]

export const moveAuthenticator = (organisation: string, which: Versioned, step: Step, reason: string, key: string) => {
  const path = { organisation_id: organisation, authenticator_id: which.id }
  const header = { 'Idempotency-Key': key }
  const body = reason ? { reason } : {}
  return call(() => {
    if (step === 'unblock') return api.POST(`${authenticator}/unblock`, { params: { path, header: { ...header, 'If-Match': etag(which) } }, body })
    return api.POST(`${authenticator}/${step}`, { params: { path, header }, body })
  })
}

/**
 * resetChip blocks a chip whose PIN is forgotten and lets its holder register it anew (U8). Repeated after a fault half
 * way, it goes on where it was.
 */
export async function resetChip(organisation: string, chip: Authenticator, reason: string, key: string) {
  const blocked = chip.state === 'blocked' ? chip : await moveAuthenticator(organisation, chip, 'block', reason, key)
  return moveAuthenticator(organisation, blocked, 'unblock', reason, newKey())
}

/** issuePass gives a temporary pass, whose code is shown once and kept nowhere (U9). */
export const issuePass = (organisation: string, id: string, reason: string, key: string) => {
  const params = { path: { organisation_id: organisation, identity_id: id }, header: { 'Idempotency-Key': key } }
  return call(() => api.POST(`${identity}/pass`, { params, body: { reason } }))
}

export const revokePass = (organisation: string, id: string, key: string) => {
  const params = { path: { organisation_id: organisation, identity_id: id }, header: { 'Idempotency-Key': key } }
  return call(() => api.POST(`${identity}/pass/revoke`, { params }))
}
