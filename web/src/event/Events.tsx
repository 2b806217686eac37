import type { QueryKey } from '@tanstack/react-query'
import type { Event, EventPage } from '../api/schema.gen'
import { More, useList } from '../ui/list'
import { Trouble } from '../ui/Trouble'
import { useTexts as useUiTexts } from '../ui/texts'
import { EventFilter, type Noun, nouns } from './EventFilter'
import { EventLine } from './EventLine'
import { queryOf, useFilter } from './filter'
import { useTexts } from './texts'
import './event.css'

/** What Events asks for: the filter, and where to go on. Hand it to the query of one of the three lists of events. */
export type EventQuery = ReturnType<typeof queryOf> & { after?: string; limit: number }

type Props = {
  /** Begins the key of the query; the filter follows. */
  queryKey: QueryKey
  read: (query: EventQuery) => Promise<EventPage>
  /** The log of whoever reads it: they are "you". */
  own?: boolean
  /** What the reader can narrow it down to; all when missing. */
  of?: readonly Noun[]
  /** Names of units and other things that events name by their ids. */
  names?: Record<string, string>
}

const none = {}

/** Events lists what happened, latest first, as sentences (G3). It stands below a heading of the page's. */
export function Events({ queryKey, read, own = false, of = nouns, names = none }: Props) {
  const say = useTexts()
  const ui = useUiTexts()
  const { filter, change, any } = useFilter()
  const query = queryOf(filter)
  const list = useList<Event, EventPage>([...queryKey, query], (after) => read({ ...query, limit: 20, ...(after ? { after } : {}) }))
  return (
    <>
      <EventFilter filter={filter} change={change} of={of} />
      {any && (
        <button
          type="button"
          className="function-link"
          onClick={() => change({ name: undefined, outcome: undefined, from: undefined, to: undefined })}
        >
          {say('filter_clear')}
        </button>
      )}
      {list.isError && !list.rows && <Trouble error={list.error} again={() => void list.refetch()} />}
      {list.isPending && (
        <p role="status" className="loading">
          {ui('loading')}
        </p>
      )}
      {list.rows?.length === 0 && <p role="status">{say(any ? 'none_found' : 'none')}</p>}
      <ol className="events" aria-label={say('events')} aria-busy={list.isFetching}>
        {list.rows?.map((event) => (
          <EventLine key={event.id} event={event} own={own} names={names} />
        ))}
      </ol>
      <More list={list} />
    </>
  )
}
