import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Trouble } from './Trouble'
import { useTexts } from './texts'

/** Loaded shows what a query brought, or that it is under way, or why it failed. What was shown stays while it is read again. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) return <Trouble error={query.error} again={() => void query.refetch()} />
  return <Loading />
}

/** Loading says that something is under way. */
export function Loading() {
  const say = useTexts()
  return (
    <p role="status" className="loading">
      {say('loading')}
    </p>
  )
}
