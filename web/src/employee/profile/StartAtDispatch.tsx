import type { Identity } from '../../api/schema.gen'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { useChangedEmployee } from '../api'
import type { Whose } from './api'
import { Cancel } from './Block'
import { startAtDispatch } from './signInApi'
import { useSignInTexts } from './signInTexts'

type Props = { whose: Whose; identity: Identity; close: () => void; done: (said: string) => void }

/** StartAtDispatch lets the days to activate begin when the ordered hardware is sent (U6). */
export function StartAtDispatch({ whose, identity, close, done }: Props) {
  const say = useSignInTexts()
  const changed = useChangedEmployee(whose.organisation)
  return (
    <Dialog title={say('dispatch')} onClose={close}>
      <p>{say('dispatch_why')}</p>
      <Form<Record<string, never>, Identity>
        defaults={{}}
        submit={say('dispatch')}
        send={(_, key) => startAtDispatch(whose.organisation, identity, key)}
        reload={() => changed(whose.employee)}
        done={async () => {
          await changed(whose.employee)
          close()
          done(say('dispatched'))
        }}
        other={<Cancel close={close} />}
      >
        {null}
      </Form>
    </Dialog>
  )
}
