import { useQueryClient } from '@tanstack/react-query'

export type Ending = 'consent' | 'block' | 'password'

/** endedAddress is the page that says what has ended: it is open to all, since the session went too. */
export const endedAddress = (ending: Ending, organisation: string) => `/me/ended?${new URLSearchParams({ of: ending, organisation })}`

/** useLeave forgets what was read, after something that ended the session, and asks anew who is signed in. */
export function useLeave() {
  const client = useQueryClient()
  return async () => {
    client.removeQueries({ queryKey: ['own'] })
    await client.resetQueries({ queryKey: ['me'] }) // whoever was here is not any more
  }
}
