import type { RoleRequest } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea, TextField } from '../ui/fields'
import { grantRequest, rejectRequest, useChangedRoles } from './api'
import { isRole } from './places'
import { useTexts } from './texts'
import { useWhat } from './what'
import { useWords } from './words'

type Values = { starts_on: string; ends_on: string; reason: string }
type Props = { request: RoleRequest; grant: boolean; refresh: () => Promise<unknown>; done: (text: string) => void; close: () => void }

/** AnswerDialog grants a request, with the dates of the role, or rejects it with the reason why (A3). */
export function AnswerDialog({ request, grant, refresh, done, close }: Props) {
  const say = useTexts()
  const what = useWhat()
  const words = useWords()
  const organisation = useOrganisation()
  const changed = useChangedRoles(organisation)
  const { name, role } = request

  function send({ starts_on, ends_on, reason }: Values, key: string) {
    if (!grant) return rejectRequest(organisation, request, reason, key)
    const body = { ...(starts_on ? { starts_on } : {}), ...(ends_on ? { ends_on } : {}), ...(reason ? { reason } : {}) }
    return grantRequest(organisation, request, body, key)
  }
  async function answered() {
    done(say(grant ? 'granted' : 'rejected', { name }))
    await changed()
  }
  return (
    <Dialog title={say(grant ? 'grant' : 'reject', { name })} onClose={close}>
      <p>{say('asks', { name, role: `${words.role(role)} (${words.place(request)})` })}</p>
      {grant && isRole(role) && <p>{what(role)}</p>}
      <Form<Values, RoleRequest>
        defaults={{ starts_on: '', ends_on: '', reason: '' }}
        submit={say(grant ? 'grant_go' : 'reject_go')}
        send={send}
        done={answered}
        reload={refresh}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {grant && <TextField name="starts_on" label={say('starts_on')} hint={say('starts_hint')} type="date" />}
        {grant && <TextField name="ends_on" label={say('ends_on')} hint={say('ends_hint')} type="date" />}
        <TextArea
          name="reason"
          label={say('reason')}
          hint={grant ? say('reason_hint') : say('reject_hint', { name })}
          maxLength={500}
          rows={3}
          required={!grant}
        />
      </Form>
    </Dialog>
  )
}
