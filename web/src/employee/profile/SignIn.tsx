import { useState } from 'react'
import type { Employee, Identity } from '../../api/schema.gen'
import { useMay } from '../../session/me'
import { useSaid } from '../../ui/said'
import type { Whose } from './api'
import { ChooseIdentity } from './ChooseIdentity'
import { IdentityOf } from './IdentityOf'
import { useAuthenticatorWords, useIdentityState } from './identity'
import { Part } from './Part'
import { useIdentities } from './signInApi'
import { useSignInTexts } from './signInTexts'

const present = ({ state }: Identity) => state === 'pending' || state === 'active' || state === 'lapsed'

/** SignIn tells how somebody signs in, what is missing, and what may be done about it now (U1, U5, U7). */
export function SignIn({ whose, employee }: { whose: Whose; employee: Employee }) {
  const say = useSignInTexts()
  const may = useMay()
  const query = useIdentities(whose)
  const [choosing, setChoosing] = useState(false)
  const { said, tell } = useSaid()
  const choosable = may('identity.choose') && employee.status !== 'ended' && employee.status !== 'without_employment'
  return (
    <Part id="sign-in" title={say('sign_in')} query={query}>
      {(identities) => {
        const now = identities.find(present)
        const earlier = identities.filter((identity) => identity !== now)
        return (
          <>
            {said}
            {now ? <IdentityOf key={now.id} whose={whose} identity={now} employee={employee} tell={tell} /> : <p>{say('none')}</p>}
            {choosable && (
              <button type="button" className={`button ${now ? 'button-tertiary' : 'button-primary'}`} onClick={() => setChoosing(true)}>
                {say(now ? 'choose_another' : 'choose')}
              </button>
            )}

            {choosing && <ChooseIdentity whose={whose} employee={employee} now={now} close={() => setChoosing(false)} done={tell} />}

            {earlier.length > 0 && (
              <details>
                <summary>{say('earlier')}</summary>
                <ul>
                  {earlier.map((identity) => (
                    <Earlier key={identity.id} identity={identity} />
                  ))}
                </ul>
              </details>
            )}
          </>
        )
      }}
    </Part>
  )
}

// Earlier names an identity that is over and what it signed in with: a lost app of last year is still asked about (U7).
function Earlier({ identity }: { identity: Identity }) {
  const say = useSignInTexts()
  const state = useIdentityState()
  const words = useAuthenticatorWords()
  return (
    <li>
      {say('earlier_line', { kind: identity.kind === 'private' ? say('private') : say('dedicated'), state: state(identity) })}
      {identity.authenticators.length > 0 && (
        <ul aria-label={say('authenticators')}>
          {identity.authenticators.map(words).map(({ name, state }, n) => (
            <li key={identity.authenticators[n]?.id}>
              {name}: {state}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
