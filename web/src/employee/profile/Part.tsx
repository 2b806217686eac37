import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { problemOf } from '../../api/problem'
import { Loaded } from '../../ui/Loaded'

type Props<T> = { id?: string; title: string; query: UseQueryResult<T>; children: (data: T) => ReactNode }

/** Part is a section of the page that loads by itself. Where the server does not let the user read it, it is not there. */
export function Part<T>({ id, title, query, children }: Props<T>) {
  const made = useId()
  const heading = id ?? made
  if (query.data === undefined && query.isError && [403, 404].includes(problemOf(query.error).status)) return null
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading} className="h3" tabIndex={-1}>
        {title}
      </h2>
      <Loaded query={query}>{children}</Loaded>
    </section>
  )
}
