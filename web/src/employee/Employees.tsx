import { Link } from 'react-router'
import { problemOf } from '../api/problem'
import { kindOf, Stop } from '../app/Stop'
import { useMay, useOrganisation } from '../session/me'
import { Page } from '../ui/Page'
import { useEmployees } from './api'
import './employee.css'
import { FilterFields } from './FilterFields'
import { FindByCpr } from './FindByCpr'
import { List } from './List'
import { SearchBox } from './SearchBox'
import { useTexts } from './texts'
import { useFilters } from './useFilters'

/** Everybody in the organisation whom the user may see, searched while one types (E9). */
export default function Employees() {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const filters = useFilters()
  const list = useEmployees(organisation, filters.filter)
  const refused = list.isError && !list.rows ? problemOf(list.error) : undefined
  if (refused && [403, 404].includes(refused.status)) return <Stop kind={kindOf(refused)} instance={refused.instance} />
  const create = may('employee.create') && (
    <Link to="new" className="create-employee">
      <span aria-hidden="true">+</span> {say('create')}
    </Link>
  )
  return (
    <Page title={say('employees')}>
      <SearchBox filters={filters} />
      <div className="search-more">
        <FilterFields filters={filters} />
        <FindByCpr />
      </div>
      <List list={list} filters={filters} create={create} />
    </Page>
  )
}
