import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { Custody, Device, ImportRow, NewStockImport, operations, StockImport } from '../api/schema.gen'
import { useList } from '../ui/list'

const base = '/api/v1/organisations/{organisation_id}/stock'
const key = (organisation: string, ...more: unknown[]) => ['stock', organisation, ...more]
const slice = (after?: string) => (after ? { limit: 50, after } : { limit: 50 })
export type DeviceFilter = Omit<NonNullable<operations['listDevices']['parameters']['query']>, 'limit' | 'after'>

/** useChangedStock gives the function to call after something in the stock has moved. */
export function useChangedStock(organisation: string) {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: key(organisation) })
}

/** useLocations reads where devices lie, those out of use last. */
export function useLocations(organisation: string) {
  return useQuery({
    queryKey: key(organisation, 'locations'),
    queryFn: async () => (await call(() => api.GET(`${base}/locations`, { params: { path: { organisation_id: organisation } } }))).data,
  })
}

export const addLocation = (organisation: string, name: string, idempotency: string) =>
  call(() =>
    api.POST(`${base}/locations`, {
      params: { path: { organisation_id: organisation }, header: { 'Idempotency-Key': idempotency } },
      body: { name },
    }),
  )

type Versioned = { id: string; etag: string }
const version = (organisation: string, { id, etag }: Versioned, idempotency: string) => ({
  path: { organisation_id: organisation, location_id: id },
  header: { 'If-Match': etag, 'Idempotency-Key': idempotency },
})

export const renameLocation = (organisation: string, which: Versioned, name: string, idempotency: string) =>
  call(() => api.POST(`${base}/locations/{location_id}/rename`, { params: version(organisation, which, idempotency), body: { name } }))

export const endLocation = (organisation: string, which: Versioned, idempotency: string) =>
  call(() => api.POST(`${base}/locations/{location_id}/end`, { params: version(organisation, which, idempotency) }))

export function useDevices(organisation: string, filter: DeviceFilter) {
  return useList<Device>(key(organisation, 'devices', filter), (after) => {
    const params = { path: { organisation_id: organisation }, query: { ...filter, ...slice(after) } }
    return call(() => api.GET(`${base}/devices`, { params }))
  })
}

/** useDevice reads a device with the steps that it allows now. */
export function useDevice(organisation: string, device: string) {
  const params = { path: { organisation_id: organisation, device_id: device } }
  return useQuery({ queryKey: key(organisation, 'device', device), queryFn: () => call(() => api.GET(`${base}/devices/{device_id}`, { params })) })
}

/** useCustody reads who handed a device to whom, the newest first (O6). */
export function useCustody(organisation: string, device: string) {
  return useList<Custody>(key(organisation, 'device', device, 'custody'), (after) => {
    const params = { path: { organisation_id: organisation, device_id: device }, query: slice(after) }
    return call(() => api.GET(`${base}/devices/{device_id}/custody`, { params }))
  })
}

/** useImports reads the files that were taken in, the latest first. */
export function useImports(organisation: string) {
  return useList<StockImport>(key(organisation, 'imports'), (after) => {
    const params = { path: { organisation_id: organisation }, query: after ? { limit: 10, after } : { limit: 10 } }
    return call(() => api.GET(`${base}/imports`, { params }))
  })
}

export function useImport(organisation: string, id: string) {
  const params = { path: { organisation_id: organisation, import_id: id } }
  return useQuery({ queryKey: key(organisation, 'import', id), queryFn: () => call(() => api.GET(`${base}/imports/{import_id}`, { params })) })
}

export function useImportRows(organisation: string, id: string, outcome: string) {
  return useList<ImportRow>(key(organisation, 'import', id, 'rows', outcome), (after) => {
    const query = { ...slice(after), ...(outcome ? { outcome } : {}) }
    const params = { path: { organisation_id: organisation, import_id: id }, query }
    return call(() => api.GET(`${base}/imports/{import_id}/rows`, { params }))
  })
}

/** importDevices sends a file as it is, its fields first: the server takes it in while it arrives. */
export const importDevices = (organisation: string, fields: Omit<NewStockImport, 'file'>, file: File) =>
  call(() =>
    api.POST(`${base}/imports`, {
      params: { path: { organisation_id: organisation } },
      body: { ...fields, file: file.name },
      bodySerializer: () => {
        const form = new FormData()
        for (const [name, value] of Object.entries(fields)) form.append(name, value)
        form.append('file', file)
        return form
      },
    }),
  )
