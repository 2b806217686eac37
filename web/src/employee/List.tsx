import { type ReactNode, useEffect, useRef } from 'react'
import { number } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { More } from '../ui/list'
import { Trouble } from '../ui/Trouble'
import { useTexts as useUiTexts } from '../ui/texts'
import { cardsUpTo, exportAddress, type useEmployees, useFewEmployees } from './api'
import { NoResult } from './NoResult'
import { Cards, linkOf, Rows } from './Rows'
import { useTexts } from './texts'
import type { Filters } from './useFilters'

type Props = { list: ReturnType<typeof useEmployees>; filters: Filters; create: ReactNode }

// useCards says whether employees are shown as cards: up to eight in the organisation, however few a search finds, so that
// the page does not change its look while somebody types (E9).
function useCards(list: Props['list'], searching: boolean): boolean | undefined {
  const organisation = useOrganisation()
  const few = useFewEmployees(organisation, searching)
  if (searching) return few.isError ? false : few.data
  return list.rows && list.rows.length <= cardsUpTo && !list.hasNextPage
}

/** List says how many were found and shows them; the same place says that there are none. */
export function List({ list, filters, create }: Props) {
  const say = useTexts()
  const ui = useUiTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const cards = useCards(list, filters.active)
  const next = useRef<number>(undefined)
  const { rows } = list

  // What came last takes the focus: the button that fetched it may be gone.
  useEffect(() => {
    const first = next.current === undefined ? undefined : rows?.[next.current]
    if (!first) return
    next.current = undefined
    document.getElementById(linkOf(first))?.focus()
  }, [rows])

  if (!rows && list.isError) return <Trouble error={list.error} again={() => void list.refetch()} />
  if (!rows || cards === undefined) {
    return (
      <p role="status" className="loading">
        {ui('loading')}
      </p>
    )
  }
  const count = list.first?.total ?? rows.length
  const more = () => {
    next.current = rows.length
    return list.fetchNextPage()
  }
  return (
    <div aria-busy={list.isPlaceholderData} className="found">
      <p role="status">
        {rows.length > 0 ? say(count >= 10_000 ? 'many' : 'count', { count, n: number(count) }) : say(filters.active ? 'no_result' : 'none_yet')}
        {list.isPlaceholderData && (
          <span aria-hidden="true" className="loading">
            {' '}
            {ui('loading')}
          </span>
        )}
      </p>
      {rows.length === 0 && filters.active && <NoResult filters={filters} />}
      {cards ? <Cards rows={rows} last={create} /> : rows.length > 0 && <Rows rows={rows} />}
      <div className="after-list">
        <More list={{ ...list, fetchNextPage: more }} />
        {!cards && create}
        {rows.length > 0 && may('employee.export') && (
          <a href={exportAddress(organisation, filters.filter)} download>
            {say('export')}
          </a>
        )}
      </div>
    </div>
  )
}
