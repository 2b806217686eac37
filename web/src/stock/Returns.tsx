import { Link } from 'react-router'
import type { Return } from '../api/schema.gen'
import { day, today } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { exportAddress, useReturns } from './returnApi'
import { useReturnTexts } from './returnTexts'
import { useWords } from './words'

/** Returns lists what somebody holds and should not any more (U16). */
export default function Returns() {
  const say = useReturnTexts()
  const organisation = useOrganisation()
  const may = useMay()
  const list = useReturns(organisation)
  return (
    <Page title={say('returns')} lead={say('lead')}>
      <Loaded query={list}>
        {() =>
          list.rows?.length ? (
            <>
              {may('device.take_back') && <p>{say('how')}</p>}
              <Rows rows={list.rows} />
              <div className="after-list">
                <More list={list} />
                {may('return.export') && (
                  <a href={exportAddress(organisation)} download>
                    {say('export')}
                  </a>
                )}
              </div>
            </>
          ) : (
            <p role="status">{say('none')}</p>
          )
        }
      </Loaded>
    </Page>
  )
}

const reasons = ['left', 'revoked', 'expired', 'blocked'] as const
const dayOf = (at: string) => day(today(new Date(at)))

function Rows({ rows }: { rows: Return[] }) {
  const say = useReturnTexts()
  const word = useWords()
  const organisation = useOrganisation()
  const may = useMay()
  const why = (code: string) => {
    const known = reasons.find((one) => one === code)
    return known ? say(known) : code
  }
  const holder = ({ holder_id, holder_name, unit_name }: Return) => (
    <>
      {may('employee.list') ? <Link to={`/organisations/${organisation}/employees/${holder_id}`}>{holder_name}</Link> : holder_name}
      {unit_name && <div>{unit_name}</div>}
    </>
  )
  return (
    <Table
      caption={say('returns')}
      rows={rows}
      rowKey={({ device_id }) => device_id}
      columns={[
        {
          title: say('device'),
          header: true,
          cell: ({ device_id, serial, kind }) => (
            <>
              <Link to={`/organisations/${organisation}/stock/devices/${device_id}`}>{serial}</Link>
              <div>{word(kind)}</div>
            </>
          ),
        },
        { title: say('holder'), cell: holder },
        { title: say('contact'), cell: (one) => <Contact one={one} /> },
        { title: say('why'), cell: (one) => why(one.why) },
        { title: say('since'), cell: ({ since }) => dayOf(since) },
        { title: say('told'), cell: (one) => <Told one={one} /> },
      ]}
    />
  )
}

function Contact({ one: { email, phone } }: { one: Return }) {
  const say = useReturnTexts()
  if (!email && !phone) return <>{say('no_contact')}</>
  return (
    <>
      {email && (
        <div>
          <a href={`mailto:${email}`}>{email}</a>
        </div>
      )}
      {phone && (
        <div>
          <a href={`tel:${phone.replace(/\s/g, '')}`}>{phone}</a>
        </div>
      )}
    </>
  )
}

function Told({ one: { asked_at, reminders, destroyed_at, destroyed_reason } }: { one: Return }) {
  const say = useReturnTexts()
  if (destroyed_at) return <strong>{say('claimed', { reason: destroyed_reason })}</strong>
  if (!asked_at) return <>{say('not_told')}</>
  return (
    <>
      {say('told_at', { at: dayOf(asked_at) })}
      {reminders > 0 && <>, {say('reminded', { count: reminders })}</>}
    </>
  )
}
