import { useRef, useState } from 'react'
import { Link } from 'react-router'
import type { AuthenticatorEnrolment } from '../api/schema.gen'
import { Alert } from '../ui/Alert'
import { AppConfirm } from '../ui/AppConfirm'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { addApp, confirmApp, useOwnIdentities, useRefreshOwn } from './api'
import { OwnPage } from './OwnPage'
import { useTexts } from './texts'
import './me.css'

/** AddApp gives the reader one more authenticator app: a name, the secret, and its first code (U2, U3). */
export default function AddApp() {
  const say = useTexts()
  const query = useOwnIdentities()
  const refresh = useRefreshOwn()
  const [made, setMade] = useState<AuthenticatorEnrolment>()
  const [done, setDone] = useState(false)
  const top = useRef<HTMLDivElement>(null)
  const show = () => requestAnimationFrame(() => top.current?.focus())
  return (
    <OwnPage title={say('new_app')} lead={() => say('new_app_lead')} back={!done}>
      {({ organisation }) => (
        <div ref={top} tabIndex={-1} className="form-top">
          {done && <Added />}
          {!done && made && (
            <AppConfirm
              made={made}
              submit={say('new_app_finish')}
              send={(code, key) => confirmApp({ organisation: organisation.id, id: made.authenticator.id }, code, key)}
              done={async () => {
                await refresh()
                setDone(true)
                show()
              }}
            />
          )}
          {!done && !made && (
            <Loaded query={query}>
              {({ data: [present] }) =>
                present?.actions.includes('add_authenticator') || present?.authenticators.some(({ actions }) => actions.includes('confirm')) ? (
                  <Form
                    defaults={{ label: '' }}
                    submit={say('new_app_next')}
                    send={({ label }, key) => addApp({ organisation: organisation.id, id: present.id }, label, key)}
                    done={(enrolment) => {
                      setMade(enrolment)
                      show()
                    }}
                  >
                    <TextField name="label" label={say('new_app_label')} hint={say('new_app_label_hint')} maxLength={60} />
                  </Form>
                ) : (
                  <Alert kind="info" title={say('new_app_not')}>
                    <p>{say('new_app_not_why')}</p>
                  </Alert>
                )
              }
            </Loaded>
          )}
        </div>
      )}
    </OwnPage>
  )
}

function Added() {
  const say = useTexts()
  return (
    <>
      <Alert kind="success" live title={say('new_app_done')} />
      <Link className="button button-primary" to="/me">
        {say('back')}
      </Link>
    </>
  )
}
