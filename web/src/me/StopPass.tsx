import type { Identity } from '../api/schema.gen'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { stopPass } from './api'
import { useTexts } from './texts'

type Props = { identity: Identity; organisation: string; done: () => Promise<void>; close: () => void }

/** StopPass ends the reader's temporary pass before its hours are over (U9). */
export function StopPass({ identity, organisation, done, close }: Props) {
  const say = useTexts()
  return (
    <Dialog title={say('pass_stop')} onClose={close}>
      <p>{say('pass_stop_means')}</p>
      <Form
        defaults={{}}
        submit={say('pass_stop')}
        send={(_, key) => stopPass({ organisation, id: identity.id }, key)}
        done={done}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {null}
      </Form>
    </Dialog>
  )
}
