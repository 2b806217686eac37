import { api, call } from '../api/client'
import type { Return } from '../api/schema.gen'
import { useList } from '../ui/list'

const base = '/api/v1/organisations/{organisation_id}/stock'

/** useReturns reads the devices that must come back; `own` those that the reader holds (U16). */
export function useReturns(organisation: string, own = false) {
  return useList<Return>(['stock', organisation, 'returns', own], (after) => {
    const query = { ...(own ? { own } : {}), ...(after ? { limit: 50, after } : { limit: 50 }) }
    return call(() => api.GET(`${base}/returns`, { params: { path: { organisation_id: organisation }, query } }))
  })
}

export const exportAddress = (organisation: string) => `/api/v1/organisations/${organisation}/stock/returns/export`

/** claimDestroyed says that the reader has destroyed a device. */
export const claimDestroyed = (organisation: string, device: string, reason: string, key: string) =>
  call(() =>
    api.POST(`${base}/returns/{device_id}/claim_destroyed`, {
      params: { path: { organisation_id: organisation, device_id: device }, header: { 'Idempotency-Key': key } },
      body: { reason },
    }),
  )
