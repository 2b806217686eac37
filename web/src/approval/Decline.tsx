import { useState } from 'react'
import type { Approval } from '../api/schema.gen'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { useAnswer } from './api'
import { useTexts } from './texts'

/** Decline is the no, with the reason that the applicant is told. */
export function Decline({ approval: a }: { approval: Approval }) {
  const say = useTexts()
  const { decline } = useAnswer(a.id)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button button-secondary" onClick={() => setOpen(true)}>
        {say('decline')}
      </button>
      {open && (
        <Dialog title={say('decline_title')} onClose={() => setOpen(false)}>
          <p>{say('decline_why', { applicant: a.applicant_name })}</p>
          <Form<{ reason: string }, Approval>
            defaults={{ reason: '' }}
            submit={say('decline')}
            send={decline}
            done={() => setOpen(false)}
            other={
              <button type="button" className="button button-secondary" onClick={() => setOpen(false)}>
                {say('keep')}
              </button>
            }
          >
            <TextArea name="reason" label={say('reason')} maxLength={1000} required />
          </Form>
        </Dialog>
      )}
    </>
  )
}
