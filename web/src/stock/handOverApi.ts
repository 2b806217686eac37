import { useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { CountKind, Custody, StockCount } from '../api/schema.gen'
import { useList } from '../ui/list'

const base = '/api/v1/organisations/{organisation_id}/stock'
const slice = (after?: string) => (after ? { limit: 50, after } : { limit: 50 })
const keyed = (key: string) => ({ 'Idempotency-Key': key })

/** useHandOvers reads who handed what to whom, the newest first; `own` only what came to the reader (O6). */
export function useHandOvers(organisation: string, filter: { state?: string; own?: boolean }) {
  return useList<Custody>(['stock', organisation, 'hand_overs', filter], (after) => {
    const params = { path: { organisation_id: organisation }, query: { ...filter, ...slice(after) } }
    return call(() => api.GET(`${base}/hand_overs`, { params }))
  })
}

/** useAnswered gives the function to call after a hand-over has been answered: the device moves, and it may begin to work. */
export function useAnswered(organisation: string) {
  const client = useQueryClient()
  return async () => {
    await client.invalidateQueries({ queryKey: ['stock', organisation] })
    await client.invalidateQueries({ queryKey: ['me'] })
  }
}

export const answers = ['accept', 'refuse', 'withdraw'] as const
export type Answer = (typeof answers)[number]

/** answer signs for a hand-over, refuses it, or takes it back. */
export function answer(organisation: string, { id }: Custody, how: Answer, reason: string, key: string): Promise<Custody> {
  const params = { path: { organisation_id: organisation, custody_id: id }, header: keyed(key) }
  switch (how) {
    case 'accept':
      return call(() => api.POST(`${base}/hand_overs/{custody_id}/accept`, { params }))
    case 'refuse':
      return call(() => api.POST(`${base}/hand_overs/{custody_id}/refuse`, { params, body: reason ? { reason } : {} }))
    case 'withdraw':
      return call(() => api.POST(`${base}/hand_overs/{custody_id}/withdraw`, { params }))
  }
}

/** offer signs for handing devices to another keeper, who signs too before they move. */
export const offer = (organisation: string, devices: string[], to: string, location: string, key: string) =>
  call(() =>
    api.POST(`${base}/hand_overs`, {
      params: { path: { organisation_id: organisation }, header: keyed(key) },
      body: { device_ids: devices, to_employee_id: to, location_id: location },
    }),
  )

/** useCounts reads what was counted at a location, the latest first (O5). */
export function useCounts(organisation: string, location: string) {
  return useList<StockCount>(['stock', organisation, 'counts', location], (after) => {
    const params = { path: { organisation_id: organisation, location_id: location }, query: slice(after) }
    return call(() => api.GET(`${base}/locations/{location_id}/counts`, { params }))
  })
}

export const takeStock = (organisation: string, location: string, counts: CountKind[], key: string) =>
  call(() =>
    api.POST(`${base}/locations/{location_id}/counts`, {
      params: { path: { organisation_id: organisation, location_id: location }, header: keyed(key) },
      body: { counts },
    }),
  )
