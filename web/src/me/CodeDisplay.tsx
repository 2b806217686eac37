import { useRef, useState } from 'react'
import { Link } from 'react-router'
import type { Authenticator, Identity } from '../api/schema.gen'
import { Alert } from '../ui/Alert'
import { DisplayCodes } from '../ui/DisplayCodes'
import { Form } from '../ui/Form'
import { Loaded } from '../ui/Loaded'
import { PasswordField } from '../ui/PasswordField'
import { PasswordRules } from '../ui/PasswordRules'
import { confirmDisplay, useOwnIdentities, useRefreshOwn } from './api'
import { OwnPage } from './OwnPage'
import { useTexts } from './texts'
import './me.css'

const waits = ({ kind, actions }: Authenticator) => kind === 'code_display' && actions.includes('confirm')

/** CodeDisplay takes a delivered code display into use, by its first codes (U8). */
export default function CodeDisplay() {
  const say = useTexts()
  const query = useOwnIdentities()
  const refresh = useRefreshOwn()
  const [done, setDone] = useState(false)
  const top = useRef<HTMLDivElement>(null)
  return (
    <OwnPage title={say('display')} lead={() => say('display_lead')} back={!done}>
      {({ organisation }) => (
        <div ref={top} tabIndex={-1} className="form-top">
          {done ? (
            <Ready />
          ) : (
            <Loaded query={query}>
              {({ data: [present] }) => {
                const one = present?.authenticators.find(waits)
                if (!present || !one) return <Alert kind="info" title={say('display_none')} />
                return (
                  <Codes
                    organisation={organisation.id}
                    identity={present}
                    one={one}
                    confirmed={async () => {
                      setDone(true)
                      await refresh()
                      requestAnimationFrame(() => top.current?.focus())
                    }}
                  />
                )
              }}
            </Loaded>
          )}
        </div>
      )}
    </OwnPage>
  )
}

type CodesProps = { organisation: string; identity: Identity; one: Authenticator; confirmed: () => Promise<void> }

function Codes({ organisation, identity, one, confirmed }: CodesProps) {
  const say = useTexts()
  // The second door of a private identity has no password before its first authenticator (U1).
  const first = identity.kind === 'private' && !identity.actions.includes('change_password')
  return (
    <Form
      defaults={{ code: '', next_code: '', password: '' }}
      submit={say('display_go')}
      send={({ code, next_code, password }, key) =>
        confirmDisplay({ organisation, id: one.id }, { code, ...(next_code && { next_code }), ...(password && { password }) }, key)
      }
      done={confirmed}
    >
      {one.serial && <p>{say('display_serial', { serial: one.serial })}</p>}
      {first && (
        <>
          <p>{say('display_password_why', { user_name: identity.user_name ?? '' })}</p>
          <PasswordRules />
          <input type="text" autoComplete="username" value={identity.user_name ?? ''} readOnly hidden />
          <PasswordField name="password" label={say('display_password')} autoComplete="new-password" required />
        </>
      )}
      <DisplayCodes method={one.method} />
    </Form>
  )
}

function Ready() {
  const say = useTexts()
  return (
    <>
      <Alert kind="success" live title={say('display_done')} />
      <Link className="button button-primary" to="/me">
        {say('back')}
      </Link>
    </>
  )
}
