import { useState } from 'react'
import { Link, useLocation, useParams } from 'react-router'
import type { Order, OrderLine } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { cvr, day, instant } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { Facts } from '../ui/Facts'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Tag } from '../ui/Tag'
import { useOrder } from './api'
import { CancelOrder } from './CancelOrder'
import { Lines } from './Lines'
import { kroner } from './money'
import './order.css'
import { useTexts } from './texts'
import { toneOf, useStates } from './words'

/** OrderPage is one order: what was asked for, how far each thing has come, and what may be done now (O3, O4). */
export default function OrderPage() {
  const { order = '' } = useParams()
  const query = useOrder(useOrganisation(), order)
  return <LoadedPage query={query}>{(one) => <Shown order={one} />}</LoadedPage>
}

const problems = ['supplier_unreachable', 'supplier_unknown', 'recall_refused'] as const

function Shown({ order }: { order: Order }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const receipt: unknown = useLocation().state
  const [cancelling, setCancelling] = useState(false)
  const { said, tell } = useSaid()
  const problem = problems.find((code) => code === order.problem)
  return (
    <Page title={say('title', { number: order.number })} fresh={receipt === 'placed' || receipt === 'drafted'}>
      {receipt === 'placed' && order.state !== 'draft' && (
        <Alert kind="success" live title={say('placed')}>
          {say('placed_what', { number: order.number })}
        </Alert>
      )}
      {receipt === 'drafted' && order.state === 'draft' && <Alert kind="success" live title={say('drafted')} />}
      {problem && <Alert kind="warning">{say(problem)}</Alert>}
      {said}
      <What order={order} />
      <Lines order={order} tell={tell} />
      {order.hidden > 0 && <p>{say('hidden', { count: order.hidden })}</p>}
      <Notices order={order} />
      <div className="button-group">
        {order.actions.includes('change') && (
          <Link className="button button-primary" to={`/organisations/${organisation}/orders/new?draft=${order.id}`}>
            {say('continue_draft')}
          </Link>
        )}
        {order.actions.includes('cancel') && (
          <button type="button" className="button button-secondary" onClick={() => setCancelling(true)}>
            {say('cancel_order')}
          </button>
        )}
      </div>
      {cancelling && (
        <CancelOrder
          order={order}
          close={() => setCancelling(false)}
          done={() => {
            setCancelling(false)
            tell(say('was_cancelled'))
          }}
        />
      )}
    </Page>
  )
}

const suppliers = ['warehouse', 'http', 'file'] as const

function What({ order }: { order: Order }) {
  const say = useTexts()
  const stateOf = useStates()
  const { address, payer } = order
  const supplier = suppliers.find((one) => one === order.supplier)
  const pays = [
    payer.cvr && say('payer_cvr', { cvr: cvr(payer.cvr) }),
    payer.ean && say('payer_ean', { ean: payer.ean }),
    payer.cost_centre && say('cost_centre', { code: payer.cost_centre }),
  ].filter(Boolean)
  const corrects = order.lines.flatMap((line) => line.corrects)
  return (
    <Facts
      facts={[
        [
          say('state'),
          <Tag key="state" kind={toneOf(order.state)}>
            {stateOf(order.state)}
          </Tag>,
        ],
        [say('expected'), order.expected_on && day(order.expected_on)],
        [say('what'), corrects.length > 0 && say('correction', { what: corrects.map(stateOf).join(', ') })],
        [say('total'), order.state !== 'draft' && kroner(order.total)],
        [say('payer'), pays.join(', ')],
        [say('address'), `${address.street}, ${address.postal_code} ${address.city}`],
        [say('attention'), order.attention],
        [say('reference'), order.reference],
        [say('ordered_by'), order.ordered_by_name],
        [order.submitted_at ? say('ordered_at') : say('made_at'), instant(order.submitted_at ?? order.created_at)],
        [say('supplier'), supplier ? say(supplier) : order.supplier],
      ]}
    />
  )
}

function Notices({ order }: { order: Order }) {
  const say = useTexts()
  if (order.notices.length === 0) return null
  const nameOf = (line: string) => order.lines.find(({ id }: OrderLine) => id === line)?.employee_name
  const seen = order.notices.filter(({ line_id }) => nameOf(line_id))
  return (
    <section aria-labelledby="notices">
      <h2 id="notices" className="h3">
        {say('notices')}
      </h2>
      <ul className="lines nobullet-list">
        {seen.map((notice) => (
          <li key={notice.id}>
            <div>
              <p className="line-what">
                {say('notice', { name: nameOf(notice.line_id) ?? '', on: day(notice.expected_on), was: day(notice.was_expected_on) })}
              </p>
              {notice.reason && <p>{notice.reason}</p>}
              <p>
                <small>{say('given', { at: instant(notice.given_at) })}</small>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
