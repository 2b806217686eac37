import type { Employee, EmployeeBlock, EmployeeUnblock } from '../../api/schema.gen'
import { instant } from '../../i18n/format'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { RadioField, TextArea } from '../../ui/fields'
import { useChangedEmployee } from '../api'
import { block, unblock, type Whose } from './api'
import { isBlockKind } from './status'
import { useTexts } from './texts'

type Ends = { close: () => void; done: (said: string) => void }
const kinds = ['administrator', 'documents_missing', 'register_status'] as const

/** Block stops somebody at once, for a reason that is logged (E6). An emergency: no fresh sign-in is asked. */
export function Block({ whose, name, close, done }: { whose: Whose; name: string } & Ends) {
  const say = useTexts()
  const changed = useChangedEmployee(whose.organisation)
  return (
    <Dialog title={say('block_title', { name })} onClose={close}>
      <p>{say('block_why')}</p>
      <Form<EmployeeBlock, unknown>
        defaults={{ kind: 'administrator', reason: '' }}
        submit={say('block')}
        send={(values, key) => block(whose, values, key)}
        done={async () => {
          await changed(whose.employee)
          close()
          done(say('block_done', { name }))
        }}
        other={<Cancel close={close} />}
      >
        <RadioField name="kind" label={say('block_kind')} required options={kinds.map((value) => ({ value, label: say(`pick_${value}`) }))} />
        <TextArea name="reason" label={say('reason')} hint={say('reason_logged')} required rows={3} maxLength={1000} />
      </Form>
    </Dialog>
  )
}

/** Unblock lifts one of the reasons that stand. */
export function Unblock({ whose, employee, etag, close, done }: { whose: Whose; employee: Employee; etag: string } & Ends) {
  const say = useTexts()
  const changed = useChangedEmployee(whose.organisation)
  const standing = employee.block_reasons.filter(({ kind }) => isBlockKind(kind))
  const left = standing.length > 1
  return (
    <Dialog title={say('unblock_title', { name: `${employee.given_name} ${employee.family_name}` })} onClose={close}>
      <p>{say(left ? 'unblock_why_many' : 'unblock_why')}</p>
      <Form<{ kind: EmployeeUnblock['kind']; reason: string }, unknown>
        defaults={{ kind: (standing[0]?.kind ?? 'administrator') as EmployeeUnblock['kind'], reason: '' }}
        submit={say('unblock')}
        send={({ kind, reason }, key) => unblock(whose, reason ? { kind, reason } : { kind }, etag, key)}
        reload={() => changed(whose.employee)}
        done={async () => {
          await changed(whose.employee)
          close()
          done(say('unblock_done'))
        }}
        other={<Cancel close={close} />}
      >
        <RadioField
          name="kind"
          label={say('unblock_kind')}
          required
          options={standing.map(({ kind, set_at }) => ({
            value: kind,
            label: isBlockKind(kind) ? say('status_blocked', { kind: say(`block_${kind}`), since: instant(set_at) }) : kind,
          }))}
        />
        <TextArea name="reason" label={say('reason')} hint={say('reason_logged')} rows={3} maxLength={1000} />
      </Form>
    </Dialog>
  )
}

export function Cancel({ close }: { close: () => void }) {
  const say = useTexts()
  return (
    <button type="button" className="button button-secondary" onClick={close}>
      {say('cancel')}
    </button>
  )
}
