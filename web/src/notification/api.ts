import { api, call } from '../api/client'
import type { Notification, operations } from '../api/schema.gen'
import { useList } from '../ui/list'

export type State = NonNullable<NonNullable<operations['listNotifications']['parameters']['query']>['state']>

/** useNotifications reads which messages went out, latest first (N1). */
export function useNotifications(organisation: string, state: State | undefined) {
  return useList<Notification>(['notifications', organisation, state ?? ''], (after) => {
    const query = { limit: 30, ...(state ? { state } : {}), ...(after ? { after } : {}) }
    return call(() =>
      api.GET('/api/v1/organisations/{organisation_id}/notifications', { params: { path: { organisation_id: organisation }, query } }),
    )
  })
}
