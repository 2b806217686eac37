import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { api, quietly } from '../api/client'
import { problemOf } from '../api/problem'
import type { Me } from '../api/schema.gen'

/** Who is signed in; null when nobody is. The server is asked again when somebody comes back to the page. */
export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: ({ client }) => readMe(client), staleTime: 60_000, refetchOnWindowFocus: true })
}

/**
 * readMe asks who is signed in. Whoever was here stays the one whose page this is when the session has ended: the
 * page keeps what was typed, and its next call has them sign in again (W5).
 */
export async function readMe(client: QueryClient): Promise<Me | null> {
  try {
    return await quietly(() => api.GET('/api/v1/me'))
  } catch (thrown) {
    if (problemOf(thrown).status === 401 && !client.getQueryData(['me'])) return null
    throw thrown
  }
}

/** useRefreshMe reads who is signed in again, after something that changes it. */
export function useRefreshMe() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['me'] })
}

/** useMay says whether the server would let this user try an action. It only hides; the server decides. */
export function useMay() {
  const { data } = useMe()
  return (action: string) => data?.actions.includes(action) ?? false
}

/** useOrganisation is the id of the organisation whose pages are shown. */
export function useOrganisation(): string {
  const { organisation } = useParams()
  const { data } = useMe()
  return organisation ?? data?.organisation?.id ?? ''
}

/** signInAddress leads to the sign-in, or straight to the private eID, and back to this page. */
export function signInAddress(back = location.pathname + location.search, options: { fresh?: boolean; eid?: boolean } = {}) {
  const query = new URLSearchParams({ return_to: back })
  if (options.fresh) query.set('fresh', '1')
  return `/signin${options.eid ? '/eid' : ''}?${query}`
}
