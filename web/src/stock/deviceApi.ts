import { api, call } from '../api/client'
import type { Device } from '../api/schema.gen'
import { offer } from './handOverApi'

const base = '/api/v1/organisations/{organisation_id}/stock'
const at = (organisation: string, device: string, key: string) => ({
  path: { organisation_id: organisation, device_id: device },
  header: { 'Idempotency-Key': key },
})

/** What a step's form holds; each step sends its part of it. */
export type StepValues = { employee_id: string; location_id: string; reason: string }

/** The steps that the device page offers, in the order shown, and what each asks for. */
export const steps = {
  hand_out: { employee: true },
  take_back: { location: true, reason: 'may' },
  renew: { reason: 'may' },
  restock: { reason: 'may' },
  release: { reason: 'must' },
  find: { location: true },
  move: { location: true, reason: 'may' },
  offer: { employee: true, location: true },
  write_off: { reason: 'must' },
  destroy: { reason: 'must' },
} as const satisfies Record<string, { employee?: true; location?: true; reason?: 'may' | 'must' }>
export type Step = keyof typeof steps
export const isStep = (name: string): name is Step => name in steps

/** take makes a step with a device. */
export function take(organisation: string, device: Device, step: Step, values: StepValues & { identity_id: string }, key: string): Promise<Device> {
  const params = at(organisation, device.id, key)
  const note = values.reason ? { reason: values.reason } : {}
  const { location_id, reason } = values
  switch (step) {
    case 'hand_out':
      return call(() => api.POST(`${base}/devices/{device_id}/hand_out`, { params, body: { identity_id: values.identity_id, spare: false } }))
    case 'find': {
      const found = { path: { organisation_id: organisation }, header: { 'Idempotency-Key': key } }
      const body = { serial: device.serial, location_id, ...(device.maker ? { maker: device.maker } : {}) }
      return call(() => api.POST(`${base}/finds`, { params: found, body }))
    }
    case 'offer':
      return offer(organisation, [device.id], values.employee_id, location_id, key).then(({ data: [one] }) => one ?? device)
    case 'renew': {
      const renewed = { path: { organisation_id: organisation, authenticator_id: device.authenticator_id ?? '' }, header: { 'Idempotency-Key': key } }
      const at = '/api/v1/organisations/{organisation_id}/authenticators/{authenticator_id}/renew'
      return call(() => api.POST(at, { params: renewed, body: note })).then(() => device)
    }
    case 'take_back':
      return call(() => api.POST(`${base}/devices/{device_id}/take_back`, { params, body: { location_id, ...note } }))
    case 'move':
      return call(() => api.POST(`${base}/devices/{device_id}/move`, { params, body: { location_id, ...note } }))
    case 'restock':
      return call(() => api.POST(`${base}/devices/{device_id}/restock`, { params, body: note }))
    case 'release':
      return call(() => api.POST(`${base}/devices/{device_id}/release`, { params, body: { reason } }))
    case 'write_off':
      return call(() => api.POST(`${base}/devices/{device_id}/write_off`, { params, body: { reason } }))
    case 'destroy':
      return call(() => api.POST(`${base}/devices/{device_id}/destroy`, { params, body: { reason } }))
  }
}
