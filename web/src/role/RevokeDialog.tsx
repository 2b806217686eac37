import { Link } from 'react-router'
import type { RoleGrant } from '../api/schema.gen'
import { useMe, useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { revokeRole, useChangedRoles } from './api'
import { StaysWhy, useRefusal } from './refusal'
import { useTexts } from './texts'
import { useWords } from './words'

type Props = { grant: RoleGrant; done: (text: string) => void; close: () => void }

/** RevokeDialog takes a role back at once, with the reason why. The server keeps the last administrator (A4). */
export function RevokeDialog({ grant, done, close }: Props) {
  const say = useTexts()
  const words = useWords()
  const me = useMe().data
  const organisation = useOrganisation()
  const changed = useChangedRoles(organisation)
  const { name } = grant
  const refusal = useRefusal()
  async function revoked() {
    done(say('revoked', { name }))
    await changed()
  }
  return (
    <Dialog title={say('revoke', { name })} onClose={close}>
      <p>{say('revoke_what', { name, role: words.role(grant.role), place: words.place(grant) })}</p>
      {grant.employee_id === me?.employee_id && (
        <Alert kind="warning">
          <p>{say('revoke_self')}</p>
        </Alert>
      )}
      <Form<{ reason: string }, RoleGrant>
        defaults={{ reason: '' }}
        submit={say('revoke_go')}
        send={({ reason }, key) => refusal.watch(revokeRole(organisation, grant.id, reason, key))}
        done={revoked}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {refusal.last && <StaysWhy name={name} />}
        <TextArea name="reason" label={say('reason')} hint={say('reason_hint')} maxLength={500} required />
      </Form>
    </Dialog>
  )
}

/** LastDialog says why a role cannot be taken back, and what to do instead (A4). */
export function LastDialog({ grant: { name }, close }: { grant: RoleGrant; close: () => void }) {
  const say = useTexts()
  return (
    <Dialog title={say('last')} onClose={close}>
      <StaysWhy name={name} />
      <p>{say('last_instead')}</p>
      <div className="button-group">
        <Link className="button button-primary" to="new">
          {say('appoint')}
        </Link>
        <button type="button" className="button button-secondary" onClick={close}>
          {say('cancel')}
        </button>
      </div>
    </Dialog>
  )
}
