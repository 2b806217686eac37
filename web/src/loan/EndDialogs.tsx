import type { Loan } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { useOrganisationOf } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { RadioField, TextArea, TextField } from '../ui/fields'
import { extend, type Own, reportLost, takeBack, useChangedLoans } from './api'
import { useTexts } from './texts'

type Props = { done: (text: string) => void; close: () => void }

function Cancel({ close }: { close: () => void }) {
  const say = useTexts()
  return (
    <button type="button" className="button button-secondary" onClick={close}>
      {say('cancel')}
    </button>
  )
}

function OwnDisplay() {
  const say = useTexts()
  const options = [
    { value: 'resume', label: say('own_resume'), help: say('own_resume_help') },
    { value: 'lost', label: say('own_lost'), help: say('own_lost_help') },
  ]
  return <RadioField name="own_display" label={say('own')} options={options} required />
}

/** TakeBack takes a device on loan by its number; that of a row is known. */
export function TakeBack({ loan, done, close }: Props & { loan: Loan | undefined }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLoans(organisation)
  const title = loan ? say('take_back_of', { name: loan.employee_name, serial: loan.serial }) : say('take_back')
  const rests = !loan || loan.own_display_rests
  return (
    <Dialog title={title} onClose={close}>
      <p>{say('take_back_what')}</p>
      <Form<{ serial: string; own_display: Own }, Loan>
        defaults={{ serial: loan?.serial ?? '', own_display: 'resume' }}
        submit={say('take_back')}
        send={({ serial, own_display }, key) => takeBack(organisation, serial, own_display, key)}
        done={async ({ serial, employee_name: name }) => {
          done(say('back', { serial, name }))
          await changed()
        }}
        other={<Cancel close={close} />}
      >
        {!loan && <TextField name="serial" label={say('serial')} hint={say('serial_hint')} maxLength={100} required />}
        {rests && <OwnDisplay />}
      </Form>
    </Dialog>
  )
}

/** Extend gives a loan more hours, once. */
export function Extend({ loan, done, close }: Props & { loan: Loan }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLoans(organisation)
  const most = useOrganisationOf(organisation).data?.data.loan_hours
  return (
    <Dialog title={say('extend_of', { name: loan.employee_name })} onClose={close}>
      <p>{say('extend_what')}</p>
      <Form<{ hours: string; reason: string }, Loan>
        defaults={{ hours: '24', reason: '' }}
        submit={say('extend')}
        send={({ hours, reason }, key) => extend(organisation, loan.id, Number(hours), reason, key)}
        done={async ({ employee_name: name, ends_at }) => {
          done(say('extended', { name, until: instant(ends_at) }))
          await changed()
        }}
        other={<Cancel close={close} />}
      >
        <TextField
          name="hours"
          label={say('hours')}
          hint={most && !loan.pool_id ? say('hours_hint', { most }) : undefined}
          inputMode="numeric"
          chars={8}
          maxLength={3}
          required
        />
        <TextArea name="reason" label={say('reason')} maxLength={500} rows={2} required />
      </Form>
    </Dialog>
  )
}

/** ReportLost gives a device on loan up. */
export function ReportLost({ loan, done, close }: Props & { loan: Loan }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLoans(organisation)
  return (
    <Dialog title={say('report_lost_of', { serial: loan.serial })} onClose={close}>
      <p>{say('report_lost_what')}</p>
      <Form<{ own_display: Own; reason: string }, Loan>
        defaults={{ own_display: 'resume', reason: '' }}
        submit={say('report_lost')}
        send={({ own_display, reason }, key) => reportLost(organisation, loan.id, own_display, reason, key)}
        done={async ({ serial }) => {
          done(say('lost_done', { serial }))
          await changed()
        }}
        other={<Cancel close={close} />}
      >
        {loan.own_display_rests && <OwnDisplay />}
        <TextArea name="reason" label={say('reason')} maxLength={500} rows={2} />
      </Form>
    </Dialog>
  )
}
