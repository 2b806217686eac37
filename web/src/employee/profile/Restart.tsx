import { useState } from 'react'
import type { ChosenIdentity, Identity } from '../../api/schema.gen'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { useChangedEmployee } from '../api'
import { ActivationLink } from './ActivationLink'
import type { Whose } from './api'
import { Cancel } from './Block'
import { restartActivation } from './signInApi'
import { useSignInTexts } from './signInTexts'

type Props = { whose: Whose; identity: Identity; close: () => void; done: (said: string) => void }

/** Restart sends the link for the activation anew, with new days (U5). */
export function Restart({ whose, identity, close, done }: Props) {
  const say = useSignInTexts()
  const changed = useChangedEmployee(whose.organisation)
  const [link, setLink] = useState<string>()
  return (
    <Dialog title={say('restart')} onClose={close}>
      {link ? (
        <ActivationLink link={link} />
      ) : (
        <>
          <p>{say('restart_why')}</p>
          <Form<Record<string, never>, ChosenIdentity>
            defaults={{}}
            submit={say('restart')}
            send={(_, key) => restartActivation(whose.organisation, identity, key)}
            reload={() => changed(whose.employee)}
            done={async ({ activation_link }) => {
              await changed(whose.employee)
              if (activation_link) return setLink(activation_link)
              close()
              done(say('restarted'))
            }}
            other={<Cancel close={close} />}
          >
            {null}
          </Form>
        </>
      )}
    </Dialog>
  )
}
