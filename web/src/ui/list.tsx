import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { Trouble } from './Trouble'
import { useTexts } from './texts'

type Slice<T> = { data: T[]; next_cursor?: string }

/** useList reads a list page by page, as the server gives it: one request for each page and none for its rows. */
export function useList<T, P extends Slice<T> = Slice<T>>(queryKey: QueryKey, read: (after?: string) => Promise<P>, enabled = true) {
  const query = useInfiniteQuery({
    queryKey,
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => read(pageParam),
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (before) => before,
  })
  const rows: T[] | undefined = query.data?.pages.flatMap((page) => page.data)
  return { ...query, rows, first: query.data?.pages[0] }
}

type Shown = { hasNextPage: boolean; isFetchingNextPage: boolean; isFetchNextPageError: boolean; error: unknown; fetchNextPage: () => unknown }

/** More is the button under a list that has more. */
export function More({ list }: { list: Shown }) {
  const say = useTexts()
  if (list.isFetchNextPageError) return <Trouble error={list.error} again={() => void list.fetchNextPage()} />
  if (!list.hasNextPage) return null
  return (
    <button type="button" className="button button-secondary" aria-busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      {say(list.isFetchingNextPage ? 'loading' : 'more')}
    </button>
  )
}
