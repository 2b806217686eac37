import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemOf } from '../api/problem'
import { Loaded } from '../ui/Loaded'
import { kindOf, Stop } from './Stop'

/** LoadedPage is Loaded for what a whole page is about: when it cannot be had, a calm page says why. */
export function LoadedPage<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data === undefined && query.isError) {
    const problem = problemOf(query.error)
    return <Stop kind={kindOf(problem)} instance={problem.instance} again={() => void query.refetch()} />
  }
  return <Loaded query={query}>{children}</Loaded>
}
