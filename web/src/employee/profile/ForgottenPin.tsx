import type { Authenticator } from '../../api/schema.gen'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { TextArea } from '../../ui/fields'
import { useChangedEmployee } from '../api'
import type { Whose } from './api'
import { Cancel } from './Block'
import { useReplaceTexts } from './replaceTexts'
import { resetChip } from './signInApi'
import { useTexts } from './texts'

type Props = { whose: Whose; chip: Authenticator; name: string; close: () => void; done: (said: string) => void }

/** ForgottenPin blocks a chip and lets it be registered anew, and says what happens at the desk in between (U8). */
export function ForgottenPin({ whose, chip, name, close, done }: Props) {
  const say = useReplaceTexts()
  const general = useTexts()
  const changed = useChangedEmployee(whose.organisation)
  return (
    <Dialog title={say('forgot_title', { name })} onClose={close}>
      <p>{say('forgot_why')}</p>
      <ol>
        <li>{say('forgot_block')}</li>
        <li>{say('forgot_reset')}</li>
        <li>{say('forgot_again')}</li>
      </ol>
      <Form<{ reason: string }, unknown>
        defaults={{ reason: say('forgot_reason') }}
        submit={say('forgot_go')}
        send={({ reason }, key) => resetChip(whose.organisation, chip, reason, key)}
        reload={() => changed(whose.employee)}
        done={async () => {
          await changed(whose.employee)
          close()
          done(say('forgot_done'))
        }}
        other={<Cancel close={close} />}
      >
        <TextArea name="reason" label={general('reason')} hint={general('reason_logged')} rows={3} maxLength={500} required />
      </Form>
    </Dialog>
  )
}
