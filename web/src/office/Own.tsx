import { useState } from 'react'
import type { Appointment, Office } from '../api/schema.gen'
import { clock, day, today } from '../i18n/format'
import { OwnPage } from '../me/OwnPage'
import { useAct } from '../ui/act'
import { Loaded } from '../ui/Loaded'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { Trouble } from '../ui/Trouble'
import { settleAppointment, useAppointmentsOf, useChangedOffice, useOffices } from './api'
import { BookForm } from './BookForm'
import { Receipts } from './Receipts'
import { useTexts } from './texts'
import './office.css'

/** Own is where employees book their times and see their receipts. */
export default function Own() {
  const say = useTexts()
  const { said, tell } = useSaid()
  return (
    <OwnPage title={say('own')} lead={() => say('own_lead')} back>
      {({ organisation: { id, employee_id } }) => (
        <>
          {said}
          <Times organisation={id} employee={employee_id} tell={tell} />
          <section aria-labelledby="receipts">
            <h2 id="receipts">{say('own_receipts')}</h2>
            <Receipts organisation={id} employee={employee_id} tell={tell} />
          </section>
        </>
      )}
    </OwnPage>
  )
}

type Whose = { organisation: string; employee: string; tell: (text: string) => void }

function Times({ organisation, employee, tell }: Whose) {
  const say = useTexts()
  const offices = useOffices(organisation)
  const list = useAppointmentsOf(organisation, employee)
  const [asks, setAsks] = useState<'book' | Appointment>()
  const close = () => setAsks(undefined)
  function done({ starts_at }: Appointment) {
    tell(say(asks === 'book' ? 'booked_done' : 'moved_done', { day: day(today(new Date(starts_at))), time: clock(starts_at) }))
    close()
  }
  return (
    <section aria-labelledby="times">
      <h2 id="times">{say('own_times')}</h2>
      <Loaded query={list}>
        {(rows) => (rows.length > 0 ? <Rows organisation={organisation} rows={rows} move={setAsks} tell={tell} /> : <p>{say('own_none')}</p>)}
      </Loaded>
      <Loaded query={offices}>
        {(all: Office[]) => {
          if (!all.some(({ ended_at }) => !ended_at)) return <p>{say('no_offices')}</p>
          if (!asks) {
            return (
              <button type="button" className="button button-primary" onClick={() => setAsks('book')}>
                {say('book')}
              </button>
            )
          }
          const moving = asks === 'book' ? {} : { moving: asks }
          return (
            <BookForm
              key={asks === 'book' ? asks : asks.id}
              organisation={organisation}
              offices={all}
              employee={employee}
              {...moving}
              done={done}
              cancel={close}
            />
          )
        }}
      </Loaded>
    </section>
  )
}

type List = { organisation: string; rows: Appointment[]; move: (which: Appointment) => void; tell: (text: string) => void }

function Rows({ organisation, rows, move, tell }: List) {
  const say = useTexts()
  const changed = useChangedOffice(organisation)
  const { act, pending, problem } = useAct((which: Appointment, key) => settleAppointment(organisation, which, 'cancel', key))
  async function cancel(which: Appointment) {
    if (!(await act(which)).ok) return
    tell(say('own_cancelled'))
    await changed()
  }
  const acts = (which: Appointment) => (
    <div className="row-actions">
      {which.actions.includes('move') && (
        <button type="button" className="function-link" onClick={() => move(which)}>
          {say('move')}
        </button>
      )}
      {which.actions.includes('cancel') && (
        <button type="button" className="function-link" aria-busy={pending} onClick={() => void cancel(which)}>
          {say('cancel')}
        </button>
      )}
    </div>
  )
  return (
    <>
      {problem && <Trouble error={problem} />}
      <Table
        caption={say('own_times')}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { title: say('time'), header: true, cell: ({ starts_at }) => `${day(today(new Date(starts_at)))} ${clock(starts_at)}` },
          { title: say('place'), cell: ({ office_name }) => office_name },
          { title: say('actions'), cell: acts },
        ]}
      />
    </>
  )
}
