import type { Custody } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { type Answer, answer, useAnswered } from './handOverApi'
import { useHandOverTexts } from './handOverTexts'

type Props = { custody: Custody; how: Answer; done: (text: string) => void; close: () => void }

/** AnswerDialog says what an answer to a hand-over means, and gives it (O6). */
export function AnswerDialog({ custody, how, done, close }: Props) {
  const say = useHandOverTexts()
  const organisation = useOrganisation()
  const answered = useAnswered(organisation)
  const { serial } = custody
  return (
    <Dialog title={say(`${how}_of`, { serial })} onClose={close}>
      <p>{say(`${how}_what`)}</p>
      <Form<{ reason: string }, Custody>
        defaults={{ reason: '' }}
        submit={say(how)}
        send={({ reason }, key) => answer(organisation, custody, how, reason, key)}
        done={async () => {
          done(say(`${how}_done`, { serial }))
          await answered()
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {how === 'refuse' && <TextArea name="reason" label={say('reason')} hint={say('reason_hint')} maxLength={1000} rows={3} />}
      </Form>
    </Dialog>
  )
}
