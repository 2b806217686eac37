import { lazy, Suspense } from 'react'
import { Link } from 'react-router'
import type { Me as Who } from '../api/schema.gen'
import { Facts } from '../ui/Facts'
import { useOwnIdentities } from './api'
import { Language } from './Language'
import { OwnPage } from './OwnPage'
import { RoleList } from './RoleList'
import { SignIn } from './SignIn'
import { useTexts } from './texts'
import './me.css'

// What few have waits for nobody else's page.
const OwnLoan = lazy(async () => ({ default: (await import('../loan/OwnLoan')).OwnLoan }))
const OwnHandOvers = lazy(async () => ({ default: (await import('./OwnHandOvers')).OwnHandOvers }))
const OwnReturns = lazy(async () => ({ default: (await import('./OwnReturns')).OwnReturns }))

/** Me is where an employee sees who she is here, how she signs in, and what to do when something is wrong. */
export default function Me() {
  const say = useTexts()
  return (
    <OwnPage title={say('me')} lead={({ organisation }) => say('lead', { organisation: organisation.name })}>
      {({ me, organisation }) => (
        <>
          <Suspense>
            <OwnLoan me={me} organisation={organisation.id} />
          </Suspense>
          <Self me={me} organisation={organisation.name} />
          <Suspense>
            <OwnHandOvers />
            <OwnReturns />
          </Suspense>
          <SignIn organisation={organisation} />
          <Language language={me.language} />
          <section aria-labelledby="danger">
            <h2 id="danger">{say('danger')}</h2>
            <p>
              {say('other_devices')} <Link to="sessions">{say('other_devices_go')}</Link>
            </p>
            <p>{say('danger_why')}</p>
            <Link className="button button-secondary" to="block">
              {say('danger_go')}
            </Link>
          </section>
        </>
      )}
    </OwnPage>
  )
}

function Self({ me, organisation }: { me: Who; organisation: string }) {
  const say = useTexts()
  const present = useOwnIdentities().data?.data[0]
  const levels = { low: say('level_low'), substantial: say('level_substantial'), high: say('level_high') }
  const level = Object.entries(levels).find(([code]) => code === me.session.assurance_level)?.[1] ?? me.session.assurance_level
  return (
    <>
      <Facts
        facts={[
          [say('name'), me.name],
          [say('organisation'), organisation],
          [
            say('signs_in'),
            me.identity_kind === 'private' ? say('by_private') : present?.user_name && say('by_dedicated', { user_name: present.user_name }),
          ],
          [say('level'), level],
          [say('roles'), <RoleList key="roles" roles={me.roles} />],
        ]}
      />
      <p className="own-more">
        <Link to="rights">{say('more_rights')}</Link>
        <Link to="roles">{say('more_roles')}</Link>
      </p>
    </>
  )
}
