import type { Loan, LoanPool } from '../api/schema.gen'
import { FindEmployee } from '../employee/FindEmployee'
import { instant } from '../i18n/format'
import { useOrganisationOf } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { SelectField, TextField } from '../ui/fields'
import { lend, useChangedLoans } from './api'
import { useTexts } from './texts'

type Values = { serial: string; employee_id: string; user_name: string; hours: string; why: string; document: string }
type Props = { pool?: LoanPool; done: (text: string) => void; close: () => void }

const documents = ['staff_card', 'driving_licence', 'passport', 'residence_card', 'known_in_person'] as const
type Document = (typeof documents)[number]

/** Lend hands a device over the counter, of the stock or of a pool. */
export function Lend({ pool, done, close }: Props) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLoans(organisation)
  const settings = useOrganisationOf(organisation).data?.data
  const most = pool?.hours ?? settings?.loan_hours
  if (!most) return null
  return (
    <Dialog title={pool ? say('lend_from', { name: pool.name }) : say('lend')} onClose={close}>
      <p>{say('lend_what')}</p>
      <Form<Values, Loan>
        defaults={{ serial: '', employee_id: '', user_name: '', hours: String(most), why: '', document: pool ? 'known_in_person' : '' }}
        submit={say('lend')}
        send={({ serial, employee_id, user_name, hours, why, document }, key) =>
          lend(
            organisation,
            pool?.id,
            { serial, why, document: document as Document, hours: Number(hours), ...(employee_id ? { employee_id } : { user_name }) },
            key,
          )
        }
        done={async ({ employee_name: name, serial, ends_at }) => {
          done(say('lent', { name, serial, until: instant(ends_at) }))
          await changed()
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        <TextField name="serial" label={say('serial')} hint={say('serial_hint')} maxLength={100} required />
        <Whom pool={Boolean(pool)} />
        <TextField name="hours" label={say('hours')} hint={say('hours_hint', { most })} inputMode="numeric" chars={8} maxLength={3} required />
        <TextField name="why" label={say('why')} hint={say('why_hint')} maxLength={500} wide required />
        <SelectField name="document" label={say('document')} options={documents.map((value) => ({ value, label: say(value) }))} required />
      </Form>
    </Dialog>
  )
}

/** Whom asks who borrows: at night by what the borrower signs in with, since a manager's reach is the own unit. */
function Whom({ pool }: { pool: boolean }) {
  const say = useTexts()
  if (!pool) return <FindEmployee name="employee_id" required />
  return <TextField name="user_name" label={say('user_name')} hint={say('user_name_hint')} maxLength={64} wide required />
}
