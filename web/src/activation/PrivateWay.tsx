import { useState } from 'react'
import { problemOf } from '../api/problem'
import type { Me } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useMe, useRefreshMe } from '../session/me'
import { Form } from '../ui/Form'
import { CheckField } from '../ui/fields'
import { Page } from '../ui/Page'
import type { Way } from './Activate'
import { byEid } from './api'
import { CodeField } from './CodeField'
import { Contact } from './Contact'
import { Stuck } from './Stuck'
import { useTexts } from './texts'
import './activation.css'

/** PrivateWay lets somebody use the own eID at work: sign in with it, then agree (U1). */
export function PrivateWay(way: Way) {
  const say = useTexts()
  const { activation } = way
  const me = useMe().data
  const organisation = activation.organisation_name
  if (me === undefined) return null
  if (me?.person_id) return <Consent {...way} me={me} />
  return (
    <Page title={say('private', { organisation })} lead={say('private_lead', { until: day(activation.activate_until) })}>
      <p>{say('what')}</p>
      <ol>
        <li>{say('what_sign_in')}</li>
        {activation.hand_over_code_needed && <li>{say('what_code')}</li>}
        <li>{say('what_consent')}</li>
      </ol>
      <a className="button button-primary" href="/signin/eid?return_to=/activate">
        {say('eid_go')}
      </a>
      <Contact activation={activation} />
    </Page>
  )
}

function Consent({ token, keep, activation, me }: Way & { me: Me }) {
  const say = useTexts()
  const refresh = useRefreshMe()
  const [codeNeeded, setCodeNeeded] = useState(activation.hand_over_code_needed)
  const [mismatch, setMismatch] = useState(false)
  const organisation = activation.organisation_name

  async function send(typed: { code: string; consent: boolean }, key: string) {
    try {
      return await byEid({ token, consent: typed.consent, ...(codeNeeded ? { code: typed.code } : {}) }, key)
    } catch (thrown) {
      const { code } = problemOf(thrown)
      if (code === 'hand_over_code_needed') setCodeNeeded(true)
      if (code === 'activation_mismatch') setMismatch(true)
      throw thrown
    }
  }
  if (mismatch) return <Stuck kind="mismatch" activation={activation} />
  return (
    <Page title={say('private', { organisation })} lead={say('signed_in_as', { name: me.name })}>
      <Form
        defaults={{ code: '', consent: false }}
        submit={say('activate')}
        send={send}
        done={async ({ identity }) => {
          await refresh()
          keep({ done: { kind: 'private', organisation, employee: identity.employee_id } })
        }}
        other={<a href="/signin/eid?fresh=1&return_to=/activate">{say('eid_again')}</a>}
      >
        {codeNeeded && <CodeField />}
        <h2 className="h4">{say('consent')}</h2>
        <ul>
          <li>{say('consent_means', { organisation })}</li>
          <li>{say('consent_sees')}</li>
          <li>{say('consent_back')}</li>
        </ul>
        <CheckField name="consent" label={say('consent_yes', { organisation })} required />
      </Form>
      <Contact activation={activation} />
    </Page>
  )
}
