import { useState } from 'react'
import { Problem } from '../api/problem'
import type { Appointment, Office } from '../api/schema.gen'
import { FindEmployee } from '../employee/FindEmployee'
import { Form } from '../ui/Form'
import { SelectField } from '../ui/fields'
import { bookAppointment, moveAppointment, useChangedOffice } from './api'
import { Times } from './Times'
import { useTexts } from './texts'

const purposes = ['hand_out', 'proofing', 'return', 'other'] as const
type Purpose = (typeof purposes)[number]
type Values = { employee_id: string; office_id: string; purpose: Purpose }
type Props = {
  organisation: string
  offices: Office[]
  /** Whose time it is; missing to choose somebody. */
  employee?: string
  /** The appointment that is given another time. */
  moving?: Appointment
  done: (booked: Appointment) => void
  cancel?: () => void
}

/** BookForm books a time, or gives an appointment another one. */
export function BookForm({ organisation, offices, employee, moving, done, cancel }: Props) {
  const say = useTexts()
  const changed = useChangedOffice(organisation)
  const [startsAt, setStartsAt] = useState('')
  const open = offices.filter(({ ended_at }) => !ended_at)
  async function send({ employee_id, office_id, purpose }: Values, key: string) {
    if (!startsAt) throw noTime(say('pick_time'))
    if (moving) return moveAppointment(organisation, moving, office_id, startsAt, key)
    return bookAppointment(organisation, { employee_id: employee ?? employee_id, office_id, purpose, starts_at: startsAt }, key)
  }
  return (
    <Form<Values, Appointment>
      defaults={{ employee_id: '', office_id: moving?.office_id ?? open[0]?.id ?? '', purpose: 'hand_out' }}
      submit={say(moving ? 'move_go' : 'book_go')}
      send={send}
      done={async (booked) => {
        await changed()
        done(booked)
      }}
      other={
        cancel && (
          <button type="button" className="button button-secondary" onClick={cancel}>
            {say('undo')}
          </button>
        )
      }
    >
      {(form) => (
        <>
          {!employee && !moving && <FindEmployee name="employee_id" required />}
          {!moving && (
            <SelectField name="purpose" label={say('purpose')} fixed required options={purposes.map((value) => ({ value, label: say(value) }))} />
          )}
          {open.length > 1 && (
            <SelectField
              name="office_id"
              label={say('choose_office')}
              fixed
              required
              options={open.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <h3 className="h4">{say('pick_time')}</h3>
          <Times organisation={organisation} office={form.watch('office_id')} chosen={startsAt} choose={setStartsAt} />
        </>
      )}
    </Form>
  )
}

const noTime = (detail: string) =>
  new Problem({ status: 422, code: 'time_missing', detail, errors: [{ pointer: '/starts_at', code: 'time_missing', detail }] })
