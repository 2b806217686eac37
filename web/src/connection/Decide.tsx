import type { Connection } from '../api/schema.gen'
import { Form } from '../ui/Form'
import { RadioField, SelectField, TextArea } from '../ui/fields'
import type { Read } from './api'
import { useDecide } from './caseApi'
import { useCaseTexts } from './caseTexts'

type Typed = { approve?: 'yes' | 'no'; required_approvals: string; reason: string }

/** Decide takes the operator's word: yes with how many must approve, or no; always with a reason (C10). */
export function Decide({ connection: c, etag, again }: { connection: Connection; etag: string; again: () => Promise<unknown> }) {
  const say = useCaseTexts()
  const decide = useDecide(c.id)
  const counts = Array.from({ length: 10 }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }))
  const known = c.required_approvals > 0

  function send({ approve, required_approvals: required, reason }: Typed, key: string) {
    return decide(
      { approve: approve === 'yes', reason, ...(approve === 'yes' && required ? { required_approvals: Number(required) } : {}) },
      etag,
      key,
    )
  }
  return (
    <section aria-labelledby="decide">
      <h2 id="decide" className="h3">
        {say('decide')}
      </h2>
      <Form<Typed, Read>
        defaults={{ required_approvals: '', reason: '' }}
        submit={say('send')}
        send={send}
        done={() => document.querySelector('h1')?.focus()}
        reload={again}
      >
        {(form) => (
          <>
            <RadioField
              name="approve"
              label={say('decision')}
              required
              options={(['yes', 'no'] as const).map((value) => ({ value, label: say(value), help: say(`${value}_help`) }))}
            />
            {form.watch('approve') === 'yes' && (
              <SelectField
                name="required_approvals"
                label={say('required')}
                options={counts}
                required={!known}
                empty={known ? say('required_register', { count: c.required_approvals }) : say('required_pick')}
              />
            )}
            <TextArea name="reason" label={say('reason')} hint={say('reason_hint')} maxLength={1000} required />
          </>
        )}
      </Form>
    </section>
  )
}
