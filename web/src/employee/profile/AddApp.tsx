import { useState } from 'react'
import type { AuthenticatorEnrolment, Identity } from '../../api/schema.gen'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { TextField } from '../../ui/fields'
import { useChangedEmployee } from '../api'
import { ActivationLink } from './ActivationLink'
import type { Whose } from './api'
import { Cancel } from './Block'
import { addAuthenticator } from './signInApi'
import { useSignInTexts } from './signInTexts'

type Props = { whose: Whose; identity: Identity; close: () => void; done: (said: string) => void }

/** AddApp gives somebody one more app, which they enrol themselves: the administrator never sees its secret (U2). */
export function AddApp({ whose, identity, close, done }: Props) {
  const say = useSignInTexts()
  const changed = useChangedEmployee(whose.organisation)
  const [link, setLink] = useState<string>()
  return (
    <Dialog title={say('add')} onClose={close}>
      {link ? (
        <ActivationLink link={link} />
      ) : (
        <>
          <p>{say('add_why')}</p>
          <Form<{ label: string }, AuthenticatorEnrolment>
            defaults={{ label: '' }}
            submit={say('add')}
            send={({ label }, key) => addAuthenticator(whose.organisation, identity.id, { kind: 'app', ...(label ? { label } : {}) }, key)}
            done={async ({ activation_link }) => {
              await changed(whose.employee)
              if (activation_link) return setLink(activation_link)
              close()
              done(say('added'))
            }}
            other={<Cancel close={close} />}
          >
            <TextField name="label" label={say('add_label')} hint={say('add_label_hint')} maxLength={60} />
          </Form>
        </>
      )}
    </Dialog>
  )
}
