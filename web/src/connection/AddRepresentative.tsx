import { useState } from 'react'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { type Read, useAddRepresentative } from './api'
import { useDraftTexts } from './draftTexts'
import { useFollowingTexts } from './followingTexts'
import { noRepresentative } from './people'

type Typed = { name: string; email: string; cpr: string; birth_date: string }

/** AddRepresentative asks one more of the management, while the request waits. */
export function AddRepresentative({ connection }: { connection: string }) {
  const say = useFollowingTexts()
  const field = useDraftTexts()
  const add = useAddRepresentative(connection)
  const [open, setOpen] = useState(false)
  const [added, setAdded] = useState('')
  const { id: _, ...nobody } = noRepresentative
  return (
    <>
      <div role="status">{added && <p>{say('added', { name: added })}</p>}</div>
      <button type="button" className="button button-secondary" onClick={() => setOpen(true)}>
        {say('add')}
      </button>
      {open && (
        <Dialog title={say('add')} onClose={() => setOpen(false)}>
          <p>{say('add_why')}</p>
          <Form<Typed, Read>
            defaults={nobody}
            submit={say('add_send')}
            send={({ name, email, cpr, birth_date }, key) =>
              add({ name, email, ...(cpr.trim() ? { cpr } : {}), ...(birth_date ? { birth_date } : {}) }, key)
            }
            done={({ data }) => {
              setAdded(data.representatives.at(-1)?.name ?? '')
              setOpen(false)
            }}
          >
            <TextField name="name" label={field('name')} hint={field('name_hint')} maxLength={200} required />
            <TextField name="email" label={field('email')} type="email" maxLength={254} required />
            <TextField name="cpr" label={field('cpr')} inputMode="numeric" maxLength={11} chars={16} />
            <TextField name="birth_date" label={field('birth_date')} hint={field('birth_date_hint')} type="date" chars={16} />
          </Form>
        </Dialog>
      )}
    </>
  )
}
