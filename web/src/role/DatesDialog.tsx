import type { RoleGrant } from '../api/schema.gen'
import { day, today } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { useSeen } from '../ui/seen'
import { changeRoleGrant, useChangedRoles } from './api'
import { StaysWhy, useRefusal } from './refusal'
import { useTexts } from './texts'
import { useWords } from './words'

type Values = { starts_on: string; ends_on: string }
type Props = { grant: RoleGrant; refresh: () => Promise<unknown>; done: (text: string) => void; close: () => void }

/** DatesDialog changes when a role begins, while it has not, and when it ends (A3). */
export function DatesDialog({ grant: newest, refresh, done, close }: Props) {
  const say = useTexts()
  const words = useWords()
  const organisation = useOrganisation()
  const changed = useChangedRoles(organisation)
  const refusal = useRefusal()
  const { seen: grant, again } = useSeen(newest, refresh)
  const { name } = grant
  const begun = grant.starts_on <= today()

  const send = ({ starts_on, ends_on }: Values) =>
    refusal.watch(changeRoleGrant(organisation, grant, { ends_on: ends_on || null, ...(begun ? {} : { starts_on: starts_on || today() }) }))
  async function saved() {
    done(say('changed', { name }))
    await changed()
  }
  return (
    <Dialog title={say('change', { name })} onClose={close}>
      <Form<Values, RoleGrant>
        defaults={{ starts_on: grant.starts_on, ends_on: grant.ends_on ?? '' }}
        submit={say('save')}
        send={send}
        done={saved}
        reload={again}
        now={<p>{say('now_dates', { period: words.period(grant) })}</p>}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {refusal.last && <StaysWhy name={name} />}
        {begun ? (
          <p>{say('started', { from: day(grant.starts_on) })}</p>
        ) : (
          <TextField name="starts_on" label={say('starts_on')} hint={say('starts_hint')} type="date" />
        )}
        <TextField name="ends_on" label={say('ends_on')} hint={say('ends_hint')} type="date" />
      </Form>
    </Dialog>
  )
}
