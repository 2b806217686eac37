import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { LendDevice, Loan, LoanPool, NewLoanPool, operations } from '../api/schema.gen'
import { useList } from '../ui/list'

const base = '/api/v1/organisations/{organisation_id}'
const key = (organisation: string, ...more: unknown[]) => ['loans', organisation, ...more]
export type LoanFilter = Omit<NonNullable<operations['listLoans']['parameters']['query']>, 'limit' | 'after'>

/** useChangedLoans gives the function to call after something was lent or came back: a device moves with it. */
export function useChangedLoans(organisation: string) {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: key(organisation) }),
      client.invalidateQueries({ queryKey: ['stock', organisation] }),
      client.invalidateQueries({ queryKey: ['pools', organisation] }),
    ])
}

/** useLoans reads what is out, the late ones first, or what has come back. */
export function useLoans(organisation: string, filter: LoanFilter) {
  return useList<Loan>(key(organisation, filter), (after) => {
    const query = { ...filter, limit: 50, ...(after ? { after } : {}) }
    return call(() => api.GET(`${base}/loans`, { params: { path: { organisation_id: organisation }, query } }))
  })
}

/** useOwnLoan reads the device that the reader has borrowed, if any. */
export function useOwnLoan(organisation: string) {
  const params = { path: { organisation_id: organisation }, query: { own: true, limit: 1 } }
  return useQuery({
    queryKey: key(organisation, 'own'),
    queryFn: async () => (await call(() => api.GET(`${base}/loans`, { params }))).data[0] ?? null,
  })
}

export const exportAddress = (organisation: string, filter: LoanFilter) => {
  const { state, unit_id } = filter
  const query = new URLSearchParams({ ...(state && state !== 'closed' ? { state } : {}), ...(unit_id ? { unit_id } : {}) })
  return `/api/v1/organisations/${organisation}/loans/export?${query}`
}

const once = (organisation: string, idempotency: string) => ({
  path: { organisation_id: organisation },
  header: { 'Idempotency-Key': idempotency },
})

/** lend lends a device of the stock, or of a pool. */
export const lend = (organisation: string, pool: string | undefined, body: LendDevice, idempotency: string) => {
  const { path, header } = once(organisation, idempotency)
  return pool
    ? call(() => api.POST(`${base}/loan_pools/{pool_id}/lend`, { params: { path: { ...path, pool_id: pool }, header }, body }))
    : call(() => api.POST(`${base}/loans`, { params: { path, header }, body }))
}

export type Own = 'resume' | 'lost'

export const takeBack = (organisation: string, serial: string, own_display: Own, idempotency: string) =>
  call(() => api.POST(`${base}/loans/take_back`, { params: once(organisation, idempotency), body: { serial, own_display } }))

const one = (organisation: string, loan: string, idempotency: string) => {
  const { path, header } = once(organisation, idempotency)
  return { path: { ...path, loan_id: loan }, header }
}

export const extend = (organisation: string, loan: string, hours: number, reason: string, idempotency: string) =>
  call(() => api.POST(`${base}/loans/{loan_id}/extend`, { params: one(organisation, loan, idempotency), body: { hours, reason } }))

export const reportLost = (organisation: string, loan: string, own_display: Own, reason: string, idempotency: string) =>
  call(() =>
    api.POST(`${base}/loans/{loan_id}/report_lost`, {
      params: one(organisation, loan, idempotency),
      body: { own_display, ...(reason ? { reason } : {}) },
    }),
  )

/** usePools reads the pools in use. */
export function usePools(organisation: string) {
  return useQuery({
    queryKey: ['pools', organisation],
    queryFn: async () => (await call(() => api.GET(`${base}/loan_pools`, { params: { path: { organisation_id: organisation } } }))).data,
  })
}

export const makePool = (organisation: string, body: NewLoanPool, idempotency: string) =>
  call(() => api.POST(`${base}/loan_pools`, { params: once(organisation, idempotency), body }))

export const changePool = (organisation: string, pool: LoanPool, body: NewLoanPool) =>
  call(() =>
    api.PATCH(`${base}/loan_pools/{pool_id}`, {
      params: { path: { organisation_id: organisation, pool_id: pool.id }, header: { 'If-Match': pool.etag } },
      body,
    }),
  )

export const endPool = (organisation: string, pool: LoanPool, idempotency: string) => {
  const { path, header } = once(organisation, idempotency)
  const params = { path: { ...path, pool_id: pool.id }, header: { ...header, 'If-Match': pool.etag } }
  return call(() => api.POST(`${base}/loan_pools/{pool_id}/end`, { params }))
}
