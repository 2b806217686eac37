import { useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { NewProductionUnit, NewUnit, ProductionUnitChange, UnitChange } from '../api/schema.gen'

/** useChangedUnits gives the function to call after departments or production units have changed. */
export function useChangedUnits(organisation: string) {
  const client = useQueryClient()
  return async () => {
    await Promise.all(['units', 'production_units'].map((kind) => client.invalidateQueries({ queryKey: [kind, organisation] })))
  }
}

export const createUnit = (organisation: string, body: NewUnit, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/units', {
      params: { path: { organisation_id: organisation }, header: { 'Idempotency-Key': key } },
      body,
    }),
  )

export const changeUnit = (organisation: string, unit: string, body: UnitChange, etag: string) =>
  call(() =>
    api.PATCH('/api/v1/organisations/{organisation_id}/units/{unit_id}', {
      params: { path: { organisation_id: organisation, unit_id: unit }, header: { 'If-Match': etag } },
      body,
    }),
  )

export const endUnit = (organisation: string, unit: string, etag: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/units/{unit_id}/end', {
      params: { path: { organisation_id: organisation, unit_id: unit }, header: { 'If-Match': etag, 'Idempotency-Key': key } },
    }),
  )

export const createProductionUnit = (organisation: string, body: NewProductionUnit, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/production_units', {
      params: { path: { organisation_id: organisation }, header: { 'Idempotency-Key': key } },
      body,
    }),
  )

export const changeProductionUnit = (organisation: string, unit: string, body: ProductionUnitChange, etag: string) =>
  call(() =>
    api.PATCH('/api/v1/organisations/{organisation_id}/production_units/{production_unit_id}', {
      params: { path: { organisation_id: organisation, production_unit_id: unit }, header: { 'If-Match': etag } },
      body,
    }),
  )

export const endProductionUnit = (organisation: string, unit: string, etag: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/production_units/{production_unit_id}/end', {
      params: { path: { organisation_id: organisation, production_unit_id: unit }, header: { 'If-Match': etag, 'Idempotency-Key': key } },
    }),
  )
