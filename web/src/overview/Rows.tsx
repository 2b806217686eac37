import { Link } from 'react-router'
import type { OverviewRow } from '../api/schema.gen'
import { toneOf, useAuthenticatorWords, useIdentityState } from '../employee/profile/identity'
import { Status } from '../employee/words'
import { day, instant, today } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { useReturnTexts } from '../stock/returnTexts'
import { useWords } from '../stock/words'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { useTexts } from './texts'

/** Rows show each employee's authenticators, one on each row; what concerns the employee stands on the first of theirs. */
export function Rows({ rows }: { rows: OverviewRow[] }) {
  const say = useTexts()
  const first = new Set(rows.filter(({ employee_id }, at) => rows[at - 1]?.employee_id !== employee_id))
  return (
    <Table
      caption={say('authenticators')}
      rows={rows}
      rowKey={({ employee_id, authenticator }) => `${employee_id} ${authenticator?.id ?? ''}`}
      columns={[
        { title: say('employee'), header: true, cell: (row) => <Person row={row} first={first.has(row)} /> },
        { title: say('authenticator'), cell: (row) => <Thing row={row} /> },
        { title: say('state'), cell: (row) => <State row={row} /> },
        { title: say('ends'), cell: (row) => <Ends row={row} /> },
      ]}
    />
  )
}

const lacking = ['lacks_identity', 'lacks_authenticator', 'lacks_spare'] as const

function Person({ row, first }: { row: OverviewRow; first: boolean }) {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const name = `${row.given_name} ${row.family_name}`
  const lacks = lacking.find((one) => row.lacks?.some((what) => one === `lacks_${what}`))
  return (
    <>
      {may('employee.read') ? <Link to={`/organisations/${organisation}/employees/${row.employee_id}`}>{name}</Link> : name}
      {row.unit_name && <div className="overview-note">{row.unit_name}</div>}
      {first && (
        <div className="overview-tags">
          {row.protected && <Tag>{say('protected')}</Tag>} {row.status !== 'active' && <Status status={row.status} />}{' '}
          {lacks && <Tag kind={lacks === 'lacks_spare' ? 'waiting' : 'bad'}>{say(lacks)}</Tag>}
        </div>
      )}
    </>
  )
}

function Thing({ row: { authenticator, identity } }: { row: OverviewRow }) {
  const say = useTexts()
  const may = useMay()
  const word = useWords()
  const organisation = useOrganisation()
  const named = useAuthenticatorWords()
  if (!authenticator) return <>{say(identity?.kind === 'private' ? 'private' : 'has_none')}</>
  const { kind, serial, device_id } = authenticator
  const { name, spare } = named(authenticator)
  return (
    <>
      {kind === 'audio_reader' ? word(kind) : name} {spare && <Tag>{spare}</Tag>}
      {serial && (
        <div>{device_id && may('stock.read') ? <Link to={`/organisations/${organisation}/stock/devices/${device_id}`}>{serial}</Link> : serial}</div>
      )}
    </>
  )
}

const reasons = ['left', 'revoked', 'expired', 'blocked'] as const

/** State says how the authenticator stands, and since when it is used; of who has none, whether the own MitID opens anything. */
function State({ row: { authenticator: of, identity } }: { row: OverviewRow }) {
  const say = useTexts()
  const why = useReturnTexts()
  const named = useAuthenticatorWords()
  const may = useMay()
  const organisation = useOrganisation()
  const identityState = useIdentityState()
  if (!of) return identity?.state === 'active' ? <Tag kind="good">{identityState(identity)}</Tag> : <>–</>
  const reason = reasons.find((one) => one === of.must_return)
  return (
    <>
      <Tag kind={toneOf(of)}>{named(of).state}</Tag> {of.loan && <Tag>{say('lent')}</Tag>}
      {of.state === 'active' && <div>{say('since', { on: day(today(new Date(of.since))) })}</div>}
      {of.must_return && (
        <div>
          {may('return.read') ? <Link to={`/organisations/${organisation}/stock/returns`}>{say('give_back')}</Link> : say('give_back')}
          {reason && `: ${why(reason)}`}
        </div>
      )}
    </>
  )
}

/** Ends says what runs out when: the loan, the authenticator, the wait for it, or the time to activate. */
function Ends({ row: { authenticator, identity } }: { row: OverviewRow }) {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const state = useIdentityState()
  const { loan, ends_on, deliver_on, order } = authenticator ?? {}
  const waits = identity && identity.state !== 'active' ? state(identity) : undefined
  const expected = deliver_on && say('expected', { on: day(deliver_on) })
  if (!loan && !ends_on && !deliver_on && !waits) return <>–</>
  return (
    <>
      {loan && (
        <>
          {say('lent_until', { at: instant(loan.ends_at) })} {loan.late && <Tag kind="bad">{say('too_late')}</Tag>}
          {loan.pool_name && <div>{say('pool', { name: loan.pool_name })}</div>}
        </>
      )}
      {ends_on && <div>{say(ends_on < today() ? 'was_until' : 'until', { on: day(ends_on) })}</div>}
      {expected && (
        <div>{order && may('order.read') ? <Link to={`/organisations/${organisation}/orders/${order.id}`}>{expected}</Link> : expected}</div>
      )}
      {waits && <div>{waits}</div>}
    </>
  )
}
