import { useRef, useState } from 'react'
import { Link } from 'react-router'
import type { Authenticator, Identity } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { Alert } from '../ui/Alert'
import { Loaded } from '../ui/Loaded'
import { Authenticators, useLabelOf } from './Authenticators'
import { useOwnIdentities, useRefreshOwn } from './api'
import { EndAuthenticator } from './EndAuthenticator'
import { ForgottenPin } from './ForgottenPin'
import { RenewChip } from './RenewChip'
import { Replace } from './Replace'
import { useReplaceTexts } from './replaceTexts'
import { StopPass } from './StopPass'
import { useTexts } from './texts'

type Here = { id: string; name: string }

/** SignIn is how the reader signs in here, and what she may change about it. */
export function SignIn({ organisation }: { organisation: Here }) {
  const say = useTexts()
  const query = useOwnIdentities()
  return (
    <section aria-labelledby="sign-in">
      <h2 id="sign-in">{say('sign_in')}</h2>
      <Loaded query={query}>
        {({ data: [present] }) =>
          present?.kind === 'dedicated' ? (
            <Things identity={present} organisation={organisation} />
          ) : (
            present && <Private identity={present} organisation={organisation} />
          )
        }
      </Loaded>
    </section>
  )
}

function Private({ identity, organisation }: { identity: Identity; organisation: Here }) {
  const say = useTexts()
  return (
    <>
      {identity.consent_at && <p>{say('consent_given', { at: instant(identity.consent_at), organisation: organisation.name })}</p>}
      {identity.actions.includes('withdraw_consent') && <Link to="consent">{say('consent_withdraw')}</Link>}
      {identity.authenticators.some(({ state }) => !over.includes(state)) && (
        <>
          <p>{say('second_door', { user_name: identity.user_name ?? '' })}</p>
          <Things identity={identity} organisation={organisation} />
        </>
      )}
    </>
  )
}

const over = ['lost', 'revoked', 'returned', 'destroyed']

// Things are the authenticators of a user name: a dedicated identity's, or the second door beside a private eID.
function Things({ identity, organisation }: { identity: Identity; organisation: Here }) {
  const say = useTexts()
  const replaces = useReplaceTexts()
  const labelOf = useLabelOf()
  const refresh = useRefreshOwn()
  const [ending, setEnding] = useState<{ one: Authenticator; how: 'report_lost' | 'revoke' }>()
  const [renewing, setRenewing] = useState<Authenticator>()
  const [forgetting, setForgetting] = useState<Authenticator>()
  const [gone, setGone] = useState<Pick<Authenticator, 'kind' | 'state'>>()
  const [stopping, setStopping] = useState(false)
  const [told, setTold] = useState<string>()
  const said = useRef<HTMLDivElement>(null)
  const living = identity.authenticators.filter(({ state }) => !over.includes(state))
  const active = living.filter(({ state }) => state === 'active')

  const lost = gone ?? living.find(({ state }) => state === 'blocked')
  const isLast = (one: Authenticator) => one.last ?? (active.length === 1 && active[0]?.id === one.id)

  async function did(text: string) {
    await refresh()
    setRenewing(undefined)
    setForgetting(undefined)
    setStopping(false)
    setTold(text)
    said.current?.focus()
  }
  function begin(one: Authenticator, how: 'report_lost' | 'revoke' | 'renew' | 'block') {
    if (how === 'renew') setRenewing(one)
    else if (how === 'block') setForgetting(one)
    else setEnding({ one, how })
  }
  async function ended(one: Authenticator, how: 'report_lost' | 'revoke') {
    await refresh()
    setEnding(undefined)
    setGone(one)
    setTold(say(how === 'revoke' ? 'revoke_done' : 'lost_done', { label: labelOf(one) }))
    said.current?.focus()
  }
  return (
    <>
      <div ref={said} tabIndex={-1} className="form-top">
        {told && <Alert kind="success" live title={told} />}
      </div>
      {lost && <Replace identity={identity} organisation={organisation.id} gone={lost} />}
      {identity.warnings.includes('lacks_spare') && active.length === 1 && !lost && (
        <Alert kind="warning" title={say('lacks_spare')}>
          <p>{say('lacks_spare_why')}</p>
        </Alert>
      )}
      {living.length === 0 && !lost && <p>{say('no_authenticators')}</p>}
      {identity.pass && (
        <p>
          {say('pass_until', { at: instant(identity.pass.expires_at) })}{' '}
          {identity.actions.includes('revoke_pass') && (
            <button type="button" className="function-link" onClick={() => setStopping(true)}>
              {say('pass_stop')}
            </button>
          )}
        </p>
      )}
      <Authenticators list={living} end={begin} />
      <p className="own-more">
        {identity.actions.includes('add_authenticator') && <Link to="app">{say('add_app')}</Link>}
        {identity.actions.includes('add_passkey') && <Link to="key">{say('add_passkey')}</Link>}
        {identity.actions.includes('change_password') && <Link to="password">{say('change_password')}</Link>}
      </p>
      {renewing && (
        <RenewChip
          one={renewing}
          organisation={organisation.id}
          done={() => did(say('renew_done', { label: labelOf(renewing) }))}
          close={() => setRenewing(undefined)}
        />
      )}
      {forgetting && (
        <ForgottenPin
          one={forgetting}
          organisation={organisation.id}
          last={isLast(forgetting)}
          done={() => did(replaces('forgot_done', { label: labelOf(forgetting) }))}
          close={() => setForgetting(undefined)}
        />
      )}
      {stopping && (
        <StopPass identity={identity} organisation={organisation.id} done={() => did(say('pass_stopped'))} close={() => setStopping(false)} />
      )}
      {ending && (
        <EndAuthenticator
          {...ending}
          organisation={organisation.id}
          last={isLast(ending.one)}
          done={() => ended(ending.one, ending.how)}
          close={() => setEnding(undefined)}
        />
      )}
    </>
  )
}
