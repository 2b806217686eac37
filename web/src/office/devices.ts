import { api, call } from '../api/client'

const base = '/api/v1/organisations/{organisation_id}'

/** searchDevices gives the first few devices that can be handed out and whose number begins so. */
export async function searchDevices(organisation: string, serial: string) {
  const params = { path: { organisation_id: organisation }, query: { serial, state: 'in_stock', limit: 8 } }
  return (await call(() => api.GET(`${base}/stock/devices`, { params }))).data
}

export const handOutDevice = (organisation: string, device: string, identity_id: string, key: string) => {
  const params = { path: { organisation_id: organisation, device_id: device }, header: { 'Idempotency-Key': key } }
  return call(() => api.POST(`${base}/stock/devices/{device_id}/hand_out`, { params, body: { identity_id, spare: false } }))
}
