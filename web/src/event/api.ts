import { api, call } from '../api/client'
import type { operations } from '../api/schema.gen'

type Query = NonNullable<operations['listEvents']['parameters']['query']>

/** listEvents reads a page of an organisation's log, latest first (G3). */
export const listEvents = (organisation: string, query: Query) =>
  call(() => api.GET('/api/v1/organisations/{organisation_id}/events', { params: { path: { organisation_id: organisation }, query } }))
