import { useSearchParams } from 'react-router'
import type { Proofing, RecordProofing } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { FileField, RadioField, SelectField, TextField } from '../ui/fields'
import { recordProofing, useChangedOffice } from './api'
import { useDeskTexts } from './deskTexts'

const documents = ['passport', 'national_id_card', 'driving_licence', 'residence_permit'] as const
const levels = ['substantial', 'high'] as const
const mostPhoto = 600 * 1024
type Values = Omit<RecordProofing, 'photo' | 'appointment_id'> & { photo?: FileList }
type Props = { employee: string; close: () => void; done: (text: string) => void }

/** ProofForm records the document that somebody shows at the desk. */
export function ProofForm({ employee, close, done }: Props) {
  const say = useDeskTexts()
  const organisation = useOrganisation()
  const changed = useChangedOffice(organisation)
  const [params] = useSearchParams()
  const appointment = params.get('appointment')
  async function send({ photo, ...values }: Values, key: string) {
    const picture = photo?.[0] && (await base64(photo[0]))
    return recordProofing(
      organisation,
      employee,
      { ...values, ...(picture ? { photo: picture } : {}), ...(appointment ? { appointment_id: appointment } : {}) },
      key,
    )
  }
  return (
    <Dialog title={say('proof_add')} onClose={close}>
      <Form<Values, Proofing>
        defaults={{ document_type: 'passport', number: '', country: 'DK', expires_on: '', level: 'substantial' }}
        submit={say('proof_go')}
        send={send}
        done={async ({ state }) => {
          await changed()
          done(say(state === 'waiting' ? 'proof_waits' : 'proof_done'))
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {(form) => (
          <>
            <SelectField
              name="document_type"
              label={say('document_type')}
              fixed
              required
              options={documents.map((value) => ({ value, label: say(value) }))}
            />
            <TextField name="number" label={say('number')} hint={say('number_hint')} maxLength={40} chars={27} required />
            <TextField name="country" label={say('country')} hint={say('country_hint')} maxLength={2} chars={8} required />
            <TextField name="expires_on" label={say('expires_on')} type="date" required />
            <RadioField
              name="level"
              label={say('level')}
              required
              options={levels.map((value) => ({ value, label: say(value), help: say(`${value}_help`) }))}
            />
            <FileField
              name="photo"
              label={say('photo')}
              hint={say('photo_hint')}
              accept="image/jpeg,image/png"
              required={form.watch('level') === 'high'}
              check={({ size }) => (size > mostPhoto ? say('photo_big') : undefined)}
            />
          </>
        )}
      </Form>
    </Dialog>
  )
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
