import { useRef, useState } from 'react'
import { Link } from 'react-router'
import type { AuthenticatorEnrolment, Identity } from '../api/schema.gen'
import { Alert } from '../ui/Alert'
import { AppConfirm } from '../ui/AppConfirm'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { addApp, confirmApp, useAppAgain, useOwnIdentities, useRefreshOwn } from './api'
import { forget, recall, remember } from './asked'
import { OwnPage } from './OwnPage'
import { useTexts } from './texts'
import './me.css'

/** AddApp gives the reader one more authenticator app: a name, the secret, and its first code (U2, U3). */
export default function AddApp() {
  const say = useTexts()
  const query = useOwnIdentities()
  const refresh = useRefreshOwn()
  const [done, setDone] = useState(false)
  const top = useRef<HTMLDivElement>(null)
  const show = () => requestAnimationFrame(() => top.current?.focus())
  async function confirmed() {
    forget()
    await refresh()
    setDone(true)
    show()
  }
  return (
    <OwnPage title={say('new_app')} lead={() => say('new_app_lead')} back={!done}>
      {({ organisation }) => (
        <div ref={top} tabIndex={-1} className="form-top">
          {done ? (
            <Added />
          ) : (
            <Loaded query={query}>
              {({ data: [present] }) =>
                present && takesApp(present) ? (
                  <Enrol organisation={organisation.id} identity={present} show={show} done={confirmed} />
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

const waitingOf = ({ authenticators }: Identity) => authenticators.find(({ kind, actions }) => kind === 'app' && actions.includes('confirm'))
const takesApp = (identity: Identity) => identity.actions.includes('add_authenticator') || waitingOf(identity) !== undefined

type EnrolProps = { organisation: string; identity: Identity; show: () => void; done: () => Promise<void> }

// Enrol asks for a secret, or shows the one again that this tab asked for: who has scanned it may reload the page.
function Enrol({ organisation, identity, show, done }: EnrolProps) {
  const say = useTexts()
  const waiting = waitingOf(identity)
  const [made, setMade] = useState<AuthenticatorEnrolment>()
  const [asked] = useState(() => recall())
  const again = useAppAgain(organisation, waiting && asked?.identity === identity.id ? asked : undefined)
  const same = again.data?.authenticator.id === waiting?.id && again.data?.authenticator.version === waiting?.version
  const shown = made ?? (same ? again.data : undefined)
  if (again.isLoading) return <Loaded query={again}>{() => null}</Loaded>
  if (shown) {
    return (
      <AppConfirm
        made={shown}
        submit={say('new_app_finish')}
        send={(code, key) => confirmApp({ organisation, id: shown.authenticator.id }, code, key)}
        done={done}
      />
    )
  }
  return (
    <>
      {waiting && (
        <Alert kind="warning" title={say('new_app_waits')}>
          <p>{say('new_app_waits_why')}</p>
        </Alert>
      )}
      <Form
        defaults={{ label: waiting?.label ?? '' }}
        submit={say('new_app_next')}
        send={async ({ label }, key) => {
          const enrolment = await addApp({ organisation, id: identity.id }, label, key)
          remember({ identity: identity.id, label, key })
          return enrolment
        }}
        done={(enrolment) => {
          setMade(enrolment)
          show()
        }}
      >
        <TextField name="label" label={say('new_app_label')} hint={say('new_app_label_hint')} maxLength={60} />
      </Form>
    </>
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
