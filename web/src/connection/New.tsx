import { useNavigate } from 'react-router'
import { LoadedPage } from '../app/LoadedPage'
import { signInAddress, useMe } from '../session/me'
import { Form } from '../ui/Form'
import { RadioField } from '../ui/fields'
import { Page } from '../ui/Page'
import { useStart } from './api'
import { useDraftTexts } from './draftTexts'

const needed = ['cvr', 'approver', 'administrator', 'identities', 'authenticators'] as const

/** New is what to have at hand before beginning, and the beginning itself (C1). */
export default function New() {
  const say = useDraftTexts()
  const me = useMe()
  return (
    <LoadedPage query={me}>
      {(someone) => (
        <Page title={say('new')} lead={say('new_lead')}>
          <section aria-labelledby="prepare">
            <h2 id="prepare" className="h3">
              {say('prepare')}
            </h2>
            <ul>
              {needed.map((thing) => (
                <li key={thing}>{say(`prepare_${thing}`)}</li>
              ))}
            </ul>
          </section>
          {someone?.person_id ? (
            <Start />
          ) : (
            <section aria-labelledby="first">
              <h2 id="first" className="h3">
                {say('sign_in_first')}
              </h2>
              <p>{say('sign_in_first_why')}</p>
              <a className="button button-primary" href={signInAddress(undefined, { eid: true, fresh: Boolean(someone) })}>
                {say('sign_in')}
              </a>
            </section>
          )}
        </Page>
      )}
    </LoadedPage>
  )
}

type Role = { applicant_role: 'applicant' | 'representative' }

function Start() {
  const say = useDraftTexts()
  const navigate = useNavigate()
  const start = useStart()
  return (
    <section>
      <Form<Role, Awaited<ReturnType<typeof start>>>
        defaults={{}}
        submit={say('start')}
        send={start}
        done={async ({ data }) => {
          await navigate(`/connections/${data.id}?step=company`)
        }}
      >
        <RadioField
          name="applicant_role"
          label={say('role')}
          required
          options={(['applicant', 'representative'] as const).map((role) => ({
            value: role,
            label: say(`role_${role}`),
            help: say(`role_${role}_help`),
          }))}
        />
      </Form>
    </section>
  )
}
