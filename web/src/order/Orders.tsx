import { Link, useSearchParams } from 'react-router'
import type { Order } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { FilterSelect } from '../stock/FilterSelect'
import { useWords } from '../stock/words'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { useOrders } from './api'
import { kroner } from './money'
import './order.css'
import { useTexts } from './texts'
import { states, toneOf, useStates } from './words'

/** Orders lists what has been ordered, the newest first, with its state and when it comes (O1, O3, O4). */
export default function Orders() {
  const say = useTexts()
  const stateOf = useStates()
  const may = useMay()
  const organisation = useOrganisation()
  const state = useSearchParams()[0].get('state') ?? ''
  const list = useOrders(organisation, state ? { state } : {})
  return (
    <Page
      title={say('orders')}
      lead={say('lead')}
      actions={
        <>
          {may('order.place') && (
            <Link className="button button-primary" to="new">
              {say('new')}
            </Link>
          )}
          {may('order.report') && (
            <Link className="button button-secondary" to="queue">
              {say('queue')}
            </Link>
          )}
        </>
      }
    >
      <div className="order-filter">
        <FilterSelect name="state" label={say('state')} empty={say('all')} options={states.map((code) => ({ value: code, label: stateOf(code) }))} />
      </div>
      <Loaded query={list}>
        {() => (list.rows?.length ? <Rows rows={list.rows} /> : <p role="status">{say(state ? 'none_found' : 'none')}</p>)}
      </Loaded>
      <More list={list} />
    </Page>
  )
}

function Rows({ rows }: { rows: Order[] }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const what = useWhat()
  return (
    <Table
      caption={say('orders')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { title: say('number'), header: true, cell: ({ id, number }) => <Link to={`/organisations/${organisation}/orders/${id}`}>{number}</Link> },
        { title: say('what'), cell: (order) => <span className="whole">{what(order)}</span> },
        { title: say('to'), cell: (order) => <Names order={order} /> },
        { title: say('state'), cell: (order) => <State order={order} /> },
        { title: say('expected'), cell: ({ expected_on }) => <span className="whole">{expected_on ? day(expected_on) : say('not_expected')}</span> },
        { title: say('price'), cell: ({ total, state }) => <span className="whole">{state === 'draft' ? say('not_expected') : kroner(total)}</span> },
      ]}
    />
  )
}

/** useWhat counts what is ordered: 2 kodevisere would need grammar, so the kind stands first. */
function useWhat() {
  const word = useWords()
  return ({ lines }: Order) => {
    const kinds = [...new Set(lines.map(({ kind }) => kind))]
    return kinds.map((kind) => `${word(kind)}: ${lines.filter((line) => line.kind === kind).length}`).join(', ')
  }
}

const shown = 2

function Names({ order }: { order: Order }) {
  const say = useTexts()
  const names = [...new Set(order.lines.map(({ employee_name }) => employee_name))]
  if (names.length <= shown + 1) return names.join(', ')
  return say('and_more', { names: names.slice(0, shown).join(', '), count: names.length - shown })
}

function State({ order }: { order: Order }) {
  const say = useTexts()
  const stateOf = useStates()
  const done = order.lines.filter(({ state }) => state === 'delivered').length
  const count = order.lines.length
  return (
    <>
      <Tag kind={toneOf(order.state)}>{stateOf(order.state)}</Tag>
      {done > 0 && done < count && <small> {say('part', { done, count })}</small>}
    </>
  )
}
