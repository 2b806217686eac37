import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { Me } from '../api/schema.gen'

export type Ending = 'consent' | 'block' | 'password'

/**
 * useLeave goes to the page that says what has ended, which is open to all since the session went too. It takes the
 * organisation's contact along: nobody could read it there any more (W2).
 */
export function useLeave() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (ending: Ending, { organisation, support }: Pick<Me, 'organisation' | 'support'>) => {
    const query = new URLSearchParams({ of: ending, organisation: organisation?.name ?? '' })
    await navigate(`/me/ended?${query}`, { replace: true, state: support.organisation })
    client.removeQueries({ queryKey: ['own'] })
    await client.resetQueries({ queryKey: ['me'] }) // whoever was here is not any more
  }
}
