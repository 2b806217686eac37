import { useEffect } from 'react'
import { Link, useSearchParams } from 'react-router'
import { looksLikeCpr } from '../employee/asked'
import { SearchBox } from '../employee/SearchBox'
import { useMay, useOrganisation } from '../session/me'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { exportAddress, type OverviewFilter, useOverview } from './api'
import { Filters } from './Filters'
import { filterOf, names } from './filter'
import { Rows } from './Rows'
import { useTexts } from './texts'
import './overview.css'

/** Overview lists persons with what they sign in with (W3). What narrows it stands in the address, never a CPR number (E9). */
export default function Overview() {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const list = useOverview(organisation, filter)
  const set = (change: Partial<Record<(typeof names)[number], string>>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        for (const name of names) {
          const value = change[name]
          if (value) next.set(name, value)
          else if (value === '') next.delete(name)
        }
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  const secret = looksLikeCpr(params.get('q') ?? '')
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the address holds matters
  useEffect(() => {
    if (secret) set({ q: '' })
  }, [secret])
  const narrowed = Object.keys(filter).length > 0
  return (
    <Page title={say('authenticators')} lead={say('lead')}>
      <SearchBox filters={{ q: filter.q ?? '', set }} hint={say('search_hint')} notCpr={say('looks_like_cpr')} />
      <Filters />
      {narrowed && (
        <button type="button" className="function-link" onClick={() => setParams({}, { replace: true, preventScrollReset: true })}>
          {say('clear')}
        </button>
      )}
      <div className="overview-found" aria-busy={list.isPlaceholderData}>
        <Loaded query={list}>{() => (list.rows?.length ? <Rows rows={list.rows} /> : <Nobody filter={filter} narrowed={narrowed} />)}</Loaded>
      </div>
      <div className="overview-after">
        <More list={list} />
        {Boolean(list.rows?.length) && may('overview.export') && (
          <a href={exportAddress(organisation, filter)} download>
            {say('export')}
          </a>
        )}
      </div>
      {!may('identity.read') && <p className="overview-note">{say('without_sign_in')}</p>}
    </Page>
  )
}

/** Nobody says that there is none, and what to do about it; that nobody is late or lacks anything is as it should be. */
function Nobody({ filter, narrowed }: { filter: OverviewFilter; narrowed: boolean }) {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const alone = filter.concern && Object.keys(filter).length === 1
  return (
    <>
      <p role="status">{say(alone ? 'all_well' : narrowed ? 'no_result' : 'nobody')}</p>
      {!narrowed && may('employee.create') && (
        <Link className="button button-primary" to={`/organisations/${organisation}/employees/new`}>
          {say('create')}
        </Link>
      )}
    </>
  )
}
