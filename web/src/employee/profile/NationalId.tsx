import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Employee, RevealedNationalId } from '../../api/schema.gen'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { TextArea } from '../../ui/fields'
import { eventsKey, reveal, type Whose } from './api'
import { Cancel } from './Block'
import { useTexts } from './texts'

const isCpr = (kind: string | undefined) => kind === 'cpr' || kind === 'cpr_replacement'

/** NationalId shows the number masked. In full it is shown in a dialog alone, for a reason, and gone when that closes (E3). */
export function NationalId({ whose, employee }: { whose: Whose; employee: Employee }) {
  const say = useTexts()
  const [open, setOpen] = useState(false)
  return (
    <>
      {employee.national_id?.masked}{' '}
      {employee.actions.includes('reveal_national_id') && (
        <button type="button" className="function-link" onClick={() => setOpen(true)}>
          {say(isCpr(employee.national_id?.kind) ? 'reveal_cpr' : 'reveal')}
        </button>
      )}
      {open && <Reveal whose={whose} cpr={isCpr(employee.national_id?.kind)} close={() => setOpen(false)} />}
    </>
  )
}

function Reveal({ whose, cpr, close }: { whose: Whose; cpr: boolean; close: () => void }) {
  const say = useTexts()
  const [shown, setShown] = useState<RevealedNationalId>()
  const client = useQueryClient()
  return (
    <Dialog title={say(cpr ? 'reveal_cpr' : 'reveal')} onClose={close}>
      {shown ? (
        <div role="status">
          <p className="secret">{written(shown)}</p>
          <p>{say('reveal_shown')}</p>
        </div>
      ) : (
        <>
          <p>{say('reveal_why')}</p>
          <Form<{ reason: string }, RevealedNationalId>
            defaults={{ reason: '' }}
            submit={say('reveal_go')}
            send={({ reason }) => reveal(whose, reason)}
            done={(number) => {
              setShown(number)
              void client.invalidateQueries({ queryKey: eventsKey(whose) })
            }}
            other={<Cancel close={close} />}
          >
            <TextArea name="reason" label={say('reason')} hint={say('reveal_hint')} required rows={3} maxLength={1000} />
          </Form>
        </>
      )}
    </Dialog>
  )
}

const written = ({ kind, value }: RevealedNationalId) => (isCpr(kind) ? value.replace(/^(\d{6})(\d{4})$/, '$1-$2') : value)
