import { Link, useNavigate } from 'react-router'
import type { Location } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { instant } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { useImports, useLocations } from './api'
import { ImportForm } from './ImportForm'
import { useImportTexts } from './importTexts'

/** Import takes in a supplier's file of devices (O5). */
export default function Import() {
  const locations = useLocations(useOrganisation())
  return <LoadedPage query={locations}>{(all) => <Shown locations={all.filter(({ ended_at }) => !ended_at)} />}</LoadedPage>
}

function Shown({ locations }: { locations: Location[] }) {
  const say = useImportTexts()
  const organisation = useOrganisation()
  const navigate = useNavigate()
  return (
    <Page title={say('title')} lead={say('lead')}>
      {locations.length === 0 ? (
        <p>
          {say('no_locations')} <Link to={`/organisations/${organisation}/stock`}>{say('to_stock')}</Link>
        </p>
      ) : (
        <ImportForm locations={locations} done={({ id }) => void navigate(`/organisations/${organisation}/stock/imports/${id}`)} />
      )}
      <Earlier />
    </Page>
  )
}

function Earlier() {
  const say = useImportTexts()
  const organisation = useOrganisation()
  const list = useImports(organisation)
  if (!list.rows?.length) return null
  return (
    <section aria-labelledby="earlier">
      <h2 id="earlier" className="h3">
        {say('earlier')}
      </h2>
      <Table
        caption={say('earlier')}
        rows={list.rows}
        rowKey={({ id }) => id}
        columns={[
          {
            title: say('when'),
            header: true,
            cell: ({ id, started_at }) => <Link to={`/organisations/${organisation}/stock/imports/${id}`}>{instant(started_at)}</Link>,
          },
          { title: say('format'), cell: ({ format }) => format.toUpperCase() },
          { title: say('outcome'), cell: ({ added, unchanged, refused }) => say('sums', { added, unchanged, refused }) },
        ]}
      />
      <More list={list} />
    </section>
  )
}
