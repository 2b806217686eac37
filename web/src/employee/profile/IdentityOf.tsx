import { lazy, Suspense, useState } from 'react'
import { Link } from 'react-router'
import type { Employee, Identity } from '../../api/schema.gen'
import { instant } from '../../i18n/format'
import { useMe } from '../../session/me'
import { Alert } from '../../ui/Alert'
import { Facts } from '../../ui/Facts'
import { Tag } from '../../ui/Tag'
import { AddApp } from './AddApp'
import { Authenticators } from './Authenticators'
import type { Whose } from './api'
import { HandOver } from './HandOver'
import { useIdentityState } from './identity'
import { IssuePass, RevokePass } from './Pass'
import { needOf, Replace } from './Replace'
import { Restart } from './Restart'
import { StartAtDispatch } from './StartAtDispatch'
import { useSignInTexts } from './signInTexts'

// The choice of a device comes when somebody hands one out.
const HandOutHere = lazy(async () => ({ default: (await import('./HandOutHere')).HandOutHere }))

type Props = { whose: Whose; employee: Employee; identity: Identity; tell: (said: string) => void }
const tones: Record<string, 'good' | 'waiting' | 'bad'> = { active: 'good', pending: 'waiting' }
const levels = ['low', 'substantial', 'high'] as const

/** IdentityOf shows the identity in force, its authenticators, and the steps that the server allows now. */
export function IdentityOf({ whose, employee, identity, tell }: Props) {
  const say = useSignInTexts()
  const state = useIdentityState()
  const me = useMe().data
  const [asked, setAsked] = useState<'dispatch' | 'restart' | 'hand_over' | 'hand_out' | 'add' | 'pass' | 'no_pass'>()
  const [ended, setEnded] = useState<string>()
  const close = () => setAsked(undefined)
  const own = me?.employee_id === employee.id
  const level = levels.find((known) => known === identity.assurance_level)
  const name = `${employee.given_name} ${employee.family_name}`
  const offers = (action: string) => identity.actions.includes(action)
  const need = own ? undefined : needOf(identity, ended)
  const replaced = (said: string) => {
    setEnded(undefined)
    tell(said)
  }
  return (
    <>
      <h3 className="h4">
        {identity.kind === 'private' ? say('private') : say('dedicated')} <Tag kind={tones[identity.state] ?? 'bad'}>{state(identity)}</Tag>
      </h3>
      {own && identity.warnings.includes('lacks_spare') && <Alert kind="warning">{say('lacks_spare')}</Alert>}
      {need && <Replace whose={whose} identity={identity} need={need} ended={ended} ask={setAsked} />}
      {identity.warnings.includes('delivery_after_deadline') && (
        <Alert kind="warning" title={say('late')}>
          <p>{say('late_why')}</p>
          {offers('start_at_dispatch') && (
            <button type="button" className="button button-secondary" onClick={() => setAsked('dispatch')}>
              {say('dispatch')}
            </button>
          )}
        </Alert>
      )}
      <Facts
        facts={[
          [say('user_name'), identity.user_name],
          [say('activated'), identity.activated_at && instant(identity.activated_at)],
          [say('consent'), identity.consent_at && instant(identity.consent_at)],
          [say('level'), level && say(level)],
        ]}
      />
      {(identity.kind === 'dedicated' || identity.authenticators.length > 0) && (
        <Authenticators
          whose={whose}
          all={identity.authenticators}
          tell={(said, one) => {
            setEnded(one?.kind)
            tell(said)
          }}
        />
      )}
      {identity.pass && (
        <p>
          {say('pass_until', { at: instant(identity.pass.expires_at) })}{' '}
          {identity.pass.used_at && <>{say('pass_used', { at: instant(identity.pass.used_at) })} </>}
          {offers('revoke_pass') && (
            <button type="button" className="function-link" onClick={() => setAsked('no_pass')}>
              {say('revoke_pass')}
            </button>
          )}
        </p>
      )}
      <div className="button-group">
        {offers('restart_activation') && (
          <button type="button" className="button button-secondary" onClick={() => setAsked('restart')}>
            {say('restart')}
          </button>
        )}
        {offers('hand_over') && (
          <button type="button" className="button button-secondary" onClick={() => setAsked('hand_over')}>
            {say('hand_over')}
          </button>
        )}
        {offers('add_authenticator') && !own && !need && (
          <button type="button" className="button button-secondary" onClick={() => setAsked('add')}>
            {say('add')}
          </button>
        )}
        {offers('issue_pass') && !need && (
          <button type="button" className="button button-secondary" onClick={() => setAsked('pass')}>
            {say('issue_pass')}
          </button>
        )}
      </div>
      {offers('add_authenticator') && own && (
        <p>
          {say('own')} <Link to="/me">{say('own_go')}</Link>
        </p>
      )}
      {asked === 'dispatch' && <StartAtDispatch whose={whose} identity={identity} close={close} done={tell} />}
      {asked === 'restart' && <Restart whose={whose} identity={identity} close={close} done={tell} />}
      {asked === 'hand_over' && <HandOver whose={whose} identity={identity} name={name} close={close} />}
      {asked === 'pass' && <IssuePass whose={whose} identity={identity} name={name} close={close} />}
      {asked === 'no_pass' && <RevokePass whose={whose} identity={identity} close={close} done={tell} />}
      {asked === 'hand_out' && (
        <Suspense>
          <HandOutHere whose={whose} identity={identity} close={close} done={replaced} />
        </Suspense>
      )}
      {asked === 'add' && <AddApp whose={whose} identity={identity} close={close} done={replaced} />}
    </>
  )
}
