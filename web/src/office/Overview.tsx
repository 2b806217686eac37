import { useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Appointment, Office } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { FindEmployee } from '../employee/FindEmployee'
import { clock, day, today } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { Loaded } from '../ui/Loaded'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { Trouble } from '../ui/Trouble'
import { settleAppointment, useAppointments, useChangedOffice, useOffices } from './api'
import { BookForm } from './BookForm'
import { addDays, mondayOf } from './hours'
import { useTexts } from './texts'
import { Week, WeekSteps } from './Week'

/** Overview is the issuing office's day and week (U13). */
export default function Overview() {
  const offices = useOffices(useOrganisation())
  return <LoadedPage query={offices}>{(all) => <Shown offices={all} />}</LoadedPage>
}

function Shown({ offices }: { offices: Office[] }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const may = useMay()
  const [params, setParams] = useSearchParams()
  const [asks, setAsks] = useState<'book' | 'receive'>()
  const { said, tell } = useSaid()
  const open = offices.filter(({ ended_at }) => !ended_at)
  const office = open.find(({ id }) => id === params.get('office')) ?? open[0]
  const close = () => setAsks(undefined)
  return (
    <Page title={say('office')} lead={say('lead')} actions={may('office.change') && <Link to="settings">{say('to_settings')}</Link>}>
      {said}
      {!office && <p>{say('none')}</p>}
      {office && (
        <>
          {open.length > 1 && <Choice offices={open} office={office} choose={(id) => setParams({ office: id }, { replace: true })} />}
          <div className="button-group">
            {may('appointment.settle') && (
              <button type="button" className="button button-primary" onClick={() => setAsks('receive')}>
                {say('receive_anyone')}
              </button>
            )}
            {may('appointment.book') && (
              <button type="button" className="button button-secondary" onClick={() => setAsks('book')}>
                {say('book')}
              </button>
            )}
          </div>
          <Today office={office} tell={tell} />
          <Coming office={office} />
        </>
      )}
      {asks === 'receive' && <Receive close={close} />}
      {asks === 'book' && (
        <Dialog title={say('book')} onClose={close}>
          <BookForm
            organisation={organisation}
            offices={offices}
            cancel={close}
            done={({ starts_at }) => {
              close()
              tell(say('booked_done', { day: day(today(new Date(starts_at))), time: clock(starts_at) }))
            }}
          />
        </Dialog>
      )}
    </Page>
  )
}

function Choice({ offices, office, choose }: { offices: Office[]; office: Office; choose: (id: string) => void }) {
  const say = useTexts()
  return (
    <div className="form-group">
      <label className="form-label" htmlFor="office">
        {say('choose_office')}
      </label>
      <select id="office" className="form-select" value={office.id} onChange={(event) => choose(event.target.value)}>
        {offices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}

function Receive({ close }: { close: () => void }) {
  const say = useTexts()
  const go = useNavigate()
  return (
    <Dialog title={say('receive_anyone')} onClose={close}>
      <Form<{ employee_id: string }, string>
        defaults={{ employee_id: '' }}
        submit={say('receive_go')}
        send={async ({ employee_id }) => employee_id}
        done={(employee) => void go(`desk/${employee}`)}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('undo')}
          </button>
        }
      >
        <FindEmployee name="employee_id" required />
      </Form>
    </Dialog>
  )
}

const states = { booked: 'waiting', attended: 'good', missed: 'bad', cancelled: 'plain' } as const
const purposes = ['hand_out', 'proofing', 'return', 'other'] as const

function Today({ office, tell }: { office: Office; tell: (text: string) => void }) {
  const say = useTexts()
  const list = useAppointments(useOrganisation(), office.id, today(), 1)
  return (
    <section aria-labelledby="today">
      <h2 id="today">{say('today')}</h2>
      <Loaded query={list}>{(rows) => (rows.length > 0 ? <Rows rows={rows} tell={tell} /> : <p>{say('nobody_today')}</p>)}</Loaded>
    </section>
  )
}

function Rows({ rows, tell }: { rows: Appointment[]; tell: (text: string) => void }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedOffice(organisation)
  const { act, pending, problem } = useAct(({ which, step }: { which: Appointment; step: 'miss' | 'cancel' }, key) =>
    settleAppointment(organisation, which, step, key),
  )
  async function settle(which: Appointment, step: 'miss' | 'cancel') {
    if (!(await act({ which, step })).ok) return
    tell(say(step === 'miss' ? 'missed_done' : 'cancelled_done', { name: which.employee_name }))
    await changed()
  }
  const acts = (which: Appointment) => (
    <div className="row-actions">
      {which.actions.includes('attend') && (
        <Link to={`desk/${which.employee_id}?appointment=${which.id}`} aria-label={say('receive_named', { name: which.employee_name })}>
          {say('receive')}
        </Link>
      )}
      {(['miss', 'cancel'] as const)
        .filter((step) => which.actions.includes(step))
        .map((step) => (
          <button
            key={step}
            type="button"
            className="function-link"
            aria-busy={pending}
            aria-label={say(`${step}_named`, { name: which.employee_name })}
            onClick={() => void settle(which, step)}
          >
            {say(step)}
          </button>
        ))}
    </div>
  )
  return (
    <>
      {problem && <Trouble error={problem} />}
      <Table
        caption={say('today')}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { title: say('time'), cell: ({ starts_at }) => clock(starts_at) },
          { title: say('who'), header: true, cell: ({ employee_name }) => employee_name },
          { title: say('why'), cell: ({ purpose }) => <Purpose of={purpose} /> },
          { title: say('state'), cell: ({ state }) => <State of={state} /> },
          { title: say('actions'), cell: acts },
        ]}
      />
    </>
  )
}

function Purpose({ of }: { of: string }) {
  const say = useTexts()
  const known = purposes.find((one) => one === of)
  return <>{known ? say(known) : of}</>
}

function State({ of }: { of: string }) {
  const say = useTexts()
  const known = (Object.keys(states) as (keyof typeof states)[]).find((one) => one === of)
  return known ? <Tag kind={states[known]}>{say(known)}</Tag> : of
}

function Coming({ office }: { office: Office }) {
  const say = useTexts()
  const [monday, setMonday] = useState(() => mondayOf(today()))
  const list = useAppointments(useOrganisation(), office.id, monday, 7)
  return (
    <section aria-labelledby="week">
      <h2 id="week">{say('week')}</h2>
      <WeekSteps monday={monday} go={(days) => setMonday(addDays(monday, days))} />
      <Loaded query={list}>
        {(rows) => (
          <Week
            monday={monday}
            title={say('week')}
            cell={(date) => {
              const its = rows.filter(({ starts_at }) => today(new Date(starts_at)) === date)
              if (its.length === 0) return say('nobody')
              return its.map(({ id, starts_at, employee_name }) => (
                <div key={id}>
                  {clock(starts_at)} {employee_name}
                </div>
              ))
            }}
          />
        )}
      </Loaded>
    </section>
  )
}
