import { Link, useParams, useSearchParams } from 'react-router'
import type { StockImport } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { instant, number } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { Facts } from '../ui/Facts'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { useImport, useImportRows, useLocations } from './api'
import { FilterSelect } from './FilterSelect'
import { useImportTexts, useReason } from './importTexts'

const outcomes = ['refused', 'added', 'unchanged'] as const

/** Report says what became of a file, row by row. */
export default function Report() {
  const { import: id = '' } = useParams()
  const found = useImport(useOrganisation(), id)
  return <LoadedPage query={found}>{(one) => <Shown one={one} />}</LoadedPage>
}

function Shown({ one }: { one: StockImport }) {
  const say = useImportTexts()
  const organisation = useOrganisation()
  const mayImport = useMay()('stock.import')
  const location = useLocations(organisation).data?.find(({ id }) => id === one.location_id)?.name ?? ''
  const stock = `/organisations/${organisation}/stock`
  return (
    <Page title={say('report')} lead={say('report_of', { at: instant(one.started_at), location })}>
      <How one={one} />
      <Facts
        facts={[
          [say('added'), number(one.added)],
          [say('unchanged'), number(one.unchanged)],
          [say('refused'), number(one.refused)],
        ]}
      />
      <div className="button-group">
        <Link className="button button-primary" to={`${stock}/devices?location_id=${one.location_id}`}>
          {say('to_devices')}
        </Link>
        {mayImport && (
          <Link className="button button-secondary" to={`${stock}/import`}>
            {say('another')}
          </Link>
        )}
      </div>
      <Rows id={one.id} />
    </Page>
  )
}

function How({ one: { state, stop_code, stop_line } }: { one: StockImport }) {
  const say = useImportTexts()
  const reason = useReason()
  if (state === 'done') return <Alert kind="success">{say('done')}</Alert>
  if (state === 'running') return <Alert kind="info">{say('unfinished')}</Alert>
  const why = stop_code && reason(stop_code)
  return (
    <Alert kind="warning" title={say(state === 'interrupted' ? 'interrupted' : 'stopped')}>
      {why && <p>{stop_line > 0 ? say('at_line', { why, line: stop_line }) : why}</p>}
      <p>{say('stays')}</p>
    </Alert>
  )
}

function Rows({ id }: { id: string }) {
  const say = useImportTexts()
  const reason = useReason()
  const [params] = useSearchParams()
  const outcome = outcomes.find((one) => one === params.get('outcome')) ?? ''
  const list = useImportRows(useOrganisation(), id, outcome)
  const named = (code: string) => {
    const known = outcomes.find((one) => one === code)
    return known ? say(known) : code
  }
  return (
    <section aria-labelledby="rows">
      <h2 id="rows" className="h3">
        {say('rows')}
      </h2>
      <FilterSelect name="outcome" label={say('show')} empty={say('all')} options={outcomes.map((one) => ({ value: one, label: say(one) }))} />
      <Loaded query={list}>
        {() =>
          list.rows?.length ? (
            <Table
              caption={say('rows')}
              rows={list.rows}
              rowKey={(row) => String(row.number)}
              columns={[
                { title: say('line'), cell: ({ line }) => number(line) },
                { title: say('serial'), header: true, cell: ({ serial }) => serial || '–' },
                { title: say('outcome'), cell: (row) => named(row.outcome) },
                { title: say('why'), cell: (row) => (row.reason ? reason(row.reason) : '') },
              ]}
            />
          ) : (
            <p role="status">{say('no_rows')}</p>
          )
        }
      </Loaded>
      <More list={list} />
    </section>
  )
}
