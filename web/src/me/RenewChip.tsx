import type { Authenticator } from '../api/schema.gen'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { useLabelOf } from './Authenticators'
import { renewChip } from './api'
import { useTexts } from './texts'

type Props = { one: Authenticator; organisation: string; done: () => Promise<void>; close: () => void }

/** RenewChip gives the reader's chip another time to be good for, after a sign-in with that very chip (U12). */
export function RenewChip({ one, organisation, done, close }: Props) {
  const say = useTexts()
  return (
    <Dialog title={say('renew_title', { label: useLabelOf()(one) })} onClose={close}>
      <p>{say('renew_means')}</p>
      <p>
        <a href="/signin?fresh=1&return_to=/me">{say('renew_sign_in')}</a>
      </p>
      <Form
        defaults={{}}
        submit={say('renew')}
        send={(_, key) => renewChip({ organisation, id: one.id }, key)}
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
