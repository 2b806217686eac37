import { useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import { useAct } from '../ui/act'

/** useSwitch makes the session act for another of the user's organisations (A6); what was read for the old one is forgotten. */
export function useSwitch() {
  const client = useQueryClient()
  return useAct(async (organisation: string) => {
    await call(() => api.POST('/api/v1/me/organisation', { body: { organisation_id: organisation } }))
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[0] !== 'sentences' && queryKey[0] !== 'support' })
    await client.invalidateQueries({ queryKey: ['me'] })
  })
}
