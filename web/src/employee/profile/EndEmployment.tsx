import type { Employee, Employment } from '../../api/schema.gen'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { RadioField, TextArea, TextField } from '../../ui/fields'
import { useSeen } from '../../ui/seen'
import { useCategories, useChangedEmployee } from '../api'
import { endEmployment, type Whose } from './api'
import { Cancel } from './Block'
import { categoryName, Period, stateOf } from './employment'
import { useTexts } from './texts'

type Values = { when: 'now' | 'day'; ends_on: string; reason: string }
type Props = { whose: Whose; employee: Employee; employment: Employment; close: () => void; done: (said: string) => void }

/** EndEmployment ends one employment on a last day or at once. With the last one all access ends, which is said before. */
export function EndEmployment({ whose, employee, employment: newest, close, done }: Props) {
  const say = useTexts()
  const categories = useCategories(whose.organisation).data
  const changed = useChangedEmployee(whose.organisation)
  const { seen: employment, again } = useSeen(newest, () => changed(whose.employee))
  const last = employee.employments.filter((other) => other.id !== employment.id && stateOf(other) !== 'over').length === 0
  return (
    <Dialog title={say('end_employment', { name: categoryName(categories, employment.category) })} onClose={close}>
      <p>{say(last ? 'end_employment_last' : 'end_employment_why')}</p>
      <Form<Values, unknown>
        defaults={{ when: 'day', ends_on: employment.ends_on ?? '', reason: '' }}
        submit={say('end_employment_go')}
        send={({ when, ends_on, reason }, key) =>
          endEmployment(whose, employment.id, employment.etag, { ...(when === 'day' ? { ends_on } : {}), ...(reason ? { reason } : {}) }, key)
        }
        reload={again}
        now={
          <p>
            {say('now_is')} <Period employment={employment} />
          </p>
        }
        done={async () => {
          await changed(whose.employee)
          close()
          done(say('employment_ended'))
        }}
        other={<Cancel close={close} />}
      >
        {(form) => (
          <>
            <RadioField
              name="when"
              label={say('when')}
              required
              options={[
                { value: 'day', label: say('when_day') },
                { value: 'now', label: say('when_now') },
              ]}
            />
            {form.watch('when') === 'day' && (
              <TextField name="ends_on" label={say('ends_on')} hint={say('end_day_hint')} type="date" required chars={16} />
            )}
            <TextArea name="reason" label={say('reason')} hint={say('reason_logged')} rows={3} maxLength={1000} />
          </>
        )}
      </Form>
    </Dialog>
  )
}
