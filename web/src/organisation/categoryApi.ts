import { useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { EmploymentCategoryChange, NewEmploymentCategory } from '../api/schema.gen'

/** useChangedCategories gives the function to call after kinds of employment have changed. */
export function useChangedCategories(organisation: string) {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['categories', organisation] })
}

export const createCategory = (organisation: string, body: NewEmploymentCategory, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/employment_categories', {
      params: { path: { organisation_id: organisation }, header: { 'Idempotency-Key': key } },
      body,
    }),
  )

export const changeCategory = (organisation: string, code: string, body: EmploymentCategoryChange, etag: string) =>
  call(() =>
    api.PATCH('/api/v1/organisations/{organisation_id}/employment_categories/{category_code}', {
      params: { path: { organisation_id: organisation, category_code: code }, header: { 'If-Match': etag } },
      body,
    }),
  )
