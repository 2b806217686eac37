import { useState } from 'react'
import type { Identity, IssuedPass } from '../../api/schema.gen'
import { instant } from '../../i18n/format'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { TextArea } from '../../ui/fields'
import { useChangedEmployee } from '../api'
import type { Whose } from './api'
import { Cancel } from './Block'
import { issuePass, revokePass } from './signInApi'
import { useSignInTexts } from './signInTexts'
import { useTexts } from './texts'

type Props = { whose: Whose; identity: Identity; name: string; close: () => void }

/** IssuePass makes a temporary pass and shows its code once, in this dialog alone (U9, U15). */
export function IssuePass({ whose, identity, name, close }: Props) {
  const say = useSignInTexts()
  const general = useTexts()
  const changed = useChangedEmployee(whose.organisation)
  const [made, setMade] = useState<IssuedPass>()
  if (made) {
    return (
      <Dialog title={say('pass')} onClose={close}>
        <div role="status" className="printed">
          <p>{say('pass_for', { name })}</p>
          <p className="secret">{made.code}</p>
          <p>{say('code_until', { at: instant(made.pass.expires_at) })}</p>
        </div>
        <p>{say('pass_use')}</p>
        <p>{say('code_why')}</p>
      </Dialog>
    )
  }
  return (
    <Dialog title={say('issue_pass')} onClose={close}>
      <p>{say('pass_why')}</p>
      {identity.pass && <p>{say('pass_replaces')}</p>}
      <Form<{ reason: string }, IssuedPass>
        defaults={{ reason: '' }}
        submit={say('hand_over_go')}
        send={({ reason }, key) => issuePass(whose.organisation, identity.id, reason, key)}
        done={(code) => {
          setMade(code)
          void changed(whose.employee)
        }}
        other={<Cancel close={close} />}
      >
        <TextArea name="reason" label={general('reason')} hint={general('reason_logged')} rows={3} maxLength={500} required />
      </Form>
    </Dialog>
  )
}

type RevokeProps = { whose: Whose; identity: Identity; close: () => void; done: (said: string) => void }

/** RevokePass ends a temporary pass at once, with the sessions that it opened (U9). */
export function RevokePass({ whose, identity, close, done }: RevokeProps) {
  const say = useSignInTexts()
  const changed = useChangedEmployee(whose.organisation)
  return (
    <Dialog title={say('revoke_pass')} onClose={close}>
      <p>{say('revoke_pass_why')}</p>
      <Form
        defaults={{}}
        submit={say('revoke_pass')}
        send={(_, key) => revokePass(whose.organisation, identity.id, key)}
        done={async () => {
          await changed(whose.employee)
          close()
          done(say('pass_revoked'))
        }}
        other={<Cancel close={close} />}
      >
        {null}
      </Form>
    </Dialog>
  )
}
