import { useState } from 'react'
import { newKey } from '../api/client'
import type { Me, OpenedActivation } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useMe } from '../session/me'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { Form } from '../ui/Form'
import { Page } from '../ui/Page'
import { useInstallation } from '../ui/Support'
import { Trouble } from '../ui/Trouble'
import type { Way } from './Activate'
import { byEid, byHandOver } from './api'
import { CodeField } from './CodeField'
import { Contact } from './Contact'
import { Stuck } from './Stuck'
import { useTexts } from './texts'
import './activation.css'

/** Door opens the activation of a user name: by hand-over code, or by the private eID whose CPR fits (U5). */
export function Door({ token, kept, keep, activation }: Way) {
  const say = useTexts()
  const me = useMe().data
  const eid = useInstallation().data?.private_eid && !activation.hand_over_code_needed
  const [mismatch, setMismatch] = useState(false)
  const organisation = activation.organisation_name
  const another = activation.state === 'active'
  const opened = (it: OpenedActivation) =>
    keep({
      token,
      ticket: it.ticket,
      until: it.ticket_expires_at,
      userName: it.identity.user_name,
      appKey: newKey(),
      display: displayOf(it),
      chip: chipOf(it),
    })
  if (mismatch) return <Stuck kind="mismatch" activation={activation} />
  return (
    <Page title={say(another ? 'another' : 'dedicated')} lead={another ? organisation : say('step', { step: 1, organisation })}>
      <p>
        {another ? say('another_lead') : `${say('dedicated_lead', { organisation, until: day(activation.activate_until) })} ${say('dedicated_plan')}`}
      </p>
      {kept.tooLate && (
        <Alert kind="warning" live title={say('too_late')}>
          <p>{say('too_late_why')}</p>
        </Alert>
      )}
      {eid && (
        <section aria-labelledby="by-eid">
          <h2 id="by-eid" className="h4">
            {say('by_eid')}
          </h2>
          <p>{say('by_eid_why')}</p>
          <ByEid token={token} me={me ?? undefined} opened={opened} mismatch={() => setMismatch(true)} />
        </section>
      )}
      <section aria-labelledby="by-code">
        <h2 id="by-code" className="h4">
          {say('by_code')}
        </h2>
        <Form defaults={{ code: '' }} submit={say('next')} send={({ code }, key) => byHandOver(token, code, key)} done={opened}>
          <CodeField />
        </Form>
      </section>
      <Contact activation={activation} />
    </Page>
  )
}

const displayOf = ({ identity }: OpenedActivation) => {
  const found = identity.authenticators.find(
    ({ kind, state, serial }) => kind === 'code_display' && serial && ['delivered', 'pending_activation'].includes(state),
  )
  return found && { serial: found.serial ?? '', method: found.method }
}

type ByEidProps = { token: string; me: Me | undefined; opened: (it: OpenedActivation) => void; mismatch: () => void }

// ByEid sends whoever has not signed in with the eID there, and lets whoever has go on.
function ByEid({ token, me, opened, mismatch }: ByEidProps) {
  const say = useTexts()
  const { act, pending, problem } = useAct((body: { token: string }, key) => byEid(body, key))
  if (!me?.person_id) {
    return (
      <a className="button button-primary" href="/signin/eid?return_to=/activate">
        {say('eid_go')}
      </a>
    )
  }
  async function go() {
    const result = await act({ token })
    if (result.ok) opened(result.data)
    else if (result.problem?.code === 'activation_mismatch') mismatch()
  }
  return (
    <>
      {problem && <Trouble error={problem} />}
      <div className="button-group">
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void go()}>
          {say('go_on_as', { name: me.name })}
        </button>
        <a href="/signin/eid?fresh=1&return_to=/activate">{say('eid_again')}</a>
      </div>
    </>
  )
}

// chipOf is the chip that was delivered and waits for its holder.
const chipOf = ({ identity }: OpenedActivation) =>
  identity.authenticators.find(({ kind, state }) => kind === 'chip' && ['delivered', 'pending_activation'].includes(state))?.id
