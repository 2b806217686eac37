import { useQuery } from '@tanstack/react-query'
import { api, newKey, quietly } from '../api/client'
import { Problem } from '../api/problem'
import type { AuthenticatorEnrolment, Identity, OpenedActivation } from '../api/schema.gen'
import { makeKey } from '../ui/passkey'

// All of these are open before sign-in, so none may ask for one by itself: hence quietly.
const header = (key: string) => ({ header: { 'Idempotency-Key': key } })

/** useLook asks what a link is for. */
export function useLook(token: string) {
  return useQuery({
    queryKey: ['activation', token],
    queryFn: () => quietly(() => api.POST('/api/v1/activations/look', { body: { token } })),
    gcTime: 0,
  })
}

type ByEid = { token: string; code?: string; consent?: boolean }
export const byEid = (body: ByEid, key: string): Promise<OpenedActivation> =>
  quietly(() => api.POST('/api/v1/activations/private', { params: header(key), body }))

export const byHandOver = (token: string, code: string, key: string): Promise<OpenedActivation> =>
  quietly(() => api.POST('/api/v1/activations/hand_over', { params: header(key), body: { token, code } }))

export const choosePassword = (ticket: string, password: string, key: string): Promise<Identity> =>
  quietly(() => api.POST('/api/v1/activations/password', { params: header(key), body: { ticket, password } }))

/** useAppSecret asks for the app's secret, each time under the same key: a reload must not make what was scanned worthless. */
export function useAppSecret(ticket: string, key: string) {
  return useQuery({
    queryKey: ['activation-app', key],
    queryFn: (): Promise<AuthenticatorEnrolment> => quietly(() => api.POST('/api/v1/activations/app', { params: header(key), body: { ticket } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
}

export const confirmApp = (ticket: string, code: string, key: string): Promise<Identity> =>
  beside('code', () => quietly(() => api.POST('/api/v1/activations/confirm', { params: header(key), body: { ticket, code } })))

type ByDisplay = { ticket: string; serial: string; code: string; next_code?: string }
export const confirmDisplay = (body: ByDisplay, key: string): Promise<Identity> =>
  quietly(() => api.POST('/api/v1/activations/code_display', { params: header(key), body }))

/** registerKey has the browser register the chip that waits, or an app's passkey when there is none. */
export async function registerKey(ticket: string, chip: string | undefined): Promise<Identity> {
  const body = { ticket, ...(chip ? { authenticator_id: chip } : {}) }
  const asked = await quietly(() => api.POST('/api/v1/activations/key', { body }))
  const answer = await makeKey(asked.options)
  const finish = { ticket, ceremony_id: asked.ceremony_id, answer }
  return quietly(() => api.POST('/api/v1/activations/key/finish', { params: header(newKey()), body: finish }))
}

/** beside puts a refusal of what was typed beside the field it was typed into. */
async function beside<T>(field: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== 'code_wrong' || thrown.fields.length > 0) throw thrown
    const { status, code, detail } = thrown
    throw new Problem({ status, code, detail, errors: [{ pointer: `/${field}`, code, detail }] })
  }
}
