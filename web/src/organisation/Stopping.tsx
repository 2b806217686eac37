import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { Problem } from '../api/problem'
import type { Organisation } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { cvr } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { Form } from '../ui/Form'
import { TextArea, TextField } from '../ui/fields'
import { Page } from '../ui/Page'
import { closeOrganisation, suspendOrganisation, useOrganisationOf } from './api'
import { useStopTexts } from './stopTexts'

type Step = 'suspend' | 'close'
type Values = { reason: string; confirm: string }

const told = {
  suspend: ['suspend_1', 'suspend_2', 'suspend_3', 'suspend_4'],
  close: ['close_1', 'close_2', 'close_3', 'close_4', 'close_5'],
} as const

/** Stopping says what it means to suspend or close the organisation, and does it with a reason (C9). */
export function Stopping({ step }: { step: Step }) {
  const say = useStopTexts()
  const query = useOrganisationOf(useOrganisation())
  const client = useQueryClient()
  const navigate = useNavigate()
  // Nobody is signed in any more, this user neither.
  async function over() {
    await navigate(`/stopped?step=${step}`)
    await client.resetQueries({ queryKey: ['me'] })
  }
  return (
    <LoadedPage query={query}>
      {({ data, etag }) =>
        data.actions.includes(step) ? (
          <Page title={say(step)} lead={data.name}>
            <section aria-labelledby="what">
              <h2 id="what" className="h3">
                {say('what')}
              </h2>
              <ul>
                {told[step].map((key) => (
                  <li key={key}>{say(key, { name: data.name })}</li>
                ))}
              </ul>
            </section>
            <StopForm step={step} organisation={data} etag={etag} read={() => query.refetch()} done={over} />
          </Page>
        ) : (
          <Page title={say('not_possible')} lead={say('not_possible_why')}>
            <Back />
          </Page>
        )
      }
    </LoadedPage>
  )
}

type FormProps = { step: Step; organisation: Organisation; etag: string; read: () => Promise<unknown>; done: () => Promise<void> }

function StopForm({ step, organisation, etag, read, done }: FormProps) {
  const say = useStopTexts()
  const { id, name } = organisation
  async function send({ reason, confirm }: Values, key: string) {
    if (step === 'suspend') return suspendOrganisation(id, reason, key)
    if (confirm.replace(/\D/g, '') !== organisation.cvr) {
      const wrong = { pointer: '/confirm', code: 'confirm_wrong', detail: say('confirm_wrong') }
      throw new Problem({ status: 422, code: 'invalid_input', errors: [wrong] })
    }
    return closeOrganisation(id, reason, etag, key)
  }
  return (
    <Form<Values, Organisation>
      defaults={{ reason: '', confirm: '' }}
      submit={say(`${step}_go`)}
      send={send}
      done={done}
      reload={read}
      other={<Back cancel />}
    >
      <TextArea name="reason" label={say('reason')} hint={say('reason_hint')} maxLength={1000} required />
      {step === 'close' && (
        <TextField
          name="confirm"
          label={say('confirm')}
          hint={say('confirm_hint', { name: `${name}, CVR ${cvr(organisation.cvr)}` })}
          inputMode="numeric"
          maxLength={11}
          chars={10}
          required
        />
      )}
    </Form>
  )
}

function Back({ cancel }: { cancel?: boolean }) {
  const say = useStopTexts()
  return (
    <Link className="button button-secondary" to=".." relative="path">
      {say(cancel ? 'cancel' : 'back')}
    </Link>
  )
}
