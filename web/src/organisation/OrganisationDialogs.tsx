import type { OrganisationListed } from '../api/schema.gen'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { suspendOrganisation } from './api'
import { resumeOrganisation, useChangedOrganisations } from './operatorApi'
import { useOperatorTexts } from './operatorTexts'

type Props = { organisation: OrganisationListed; close: () => void; done: (said: string) => void }

/** Stop suspends an organisation for a reason that its own log shows (C9). An emergency: no version is compared. */
export function Stop({ organisation, close, done }: Props) {
  const say = useOperatorTexts()
  const changed = useChangedOrganisations()
  const { name } = organisation
  return (
    <Dialog title={say('suspend_title', { name })} onClose={close}>
      <p>{say('suspend_why', { name })}</p>
      <Form<{ reason: string }, unknown>
        defaults={{ reason: '' }}
        submit={say('suspend')}
        send={({ reason }, key) => suspendOrganisation(organisation.id, reason, key)}
        done={async () => {
          await changed()
          done(say('suspended', { name }))
        }}
        other={<Cancel close={close} />}
      >
        <TextArea name="reason" label={say('reason')} hint={say('reason_logged')} required rows={3} maxLength={1000} />
      </Form>
    </Dialog>
  )
}

/** Resume opens a suspended organisation again (C9). */
export function Resume({ organisation, close, done }: Props) {
  const say = useOperatorTexts()
  const changed = useChangedOrganisations()
  const { name } = organisation
  return (
    <Dialog title={say('resume_title', { name })} onClose={close}>
      <p>{say('resume_why')}</p>
      <Form<Record<string, never>, unknown>
        defaults={{}}
        submit={say('resume')}
        send={(_, key) => resumeOrganisation(organisation.id, organisation.etag, key)}
        reload={changed}
        done={async () => {
          await changed()
          done(say('resumed', { name }))
        }}
        other={<Cancel close={close} />}
      >
        {null}
      </Form>
    </Dialog>
  )
}

function Cancel({ close }: { close: () => void }) {
  const say = useOperatorTexts()
  return (
    <button type="button" className="button button-secondary" onClick={close}>
      {say('cancel')}
    </button>
  )
}
