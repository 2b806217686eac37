import type { Authenticator } from '../api/schema.gen'
import { Alert } from '../ui/Alert'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { useLabelOf } from './Authenticators'
import { endAuthenticator } from './api'
import { useReplaceTexts } from './replaceTexts'
import { useTexts } from './texts'

type Props = { one: Authenticator; organisation: string; last: boolean; done: () => Promise<void>; close: () => void }

/** ForgottenPin blocks the reader's chip, which is then reset and registered anew at the desk (U8). */
export function ForgottenPin({ one, organisation, last, done, close }: Props) {
  const say = useReplaceTexts()
  const general = useTexts()
  return (
    <Dialog title={say('forgot_title', { label: useLabelOf()(one) })} onClose={close}>
      <p>{say('forgot_means')}</p>
      {last && <Alert kind="warning">{say('forgot_last')}</Alert>}
      <Form
        defaults={{}}
        submit={say('forgot_yes')}
        send={(_, key) => endAuthenticator({ organisation, id: one.id }, 'block', say('forgot_reason'), key)}
        done={done}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {general('cancel')}
          </button>
        }
      >
        {null}
      </Form>
    </Dialog>
  )
}
