import { useQuery } from '@tanstack/react-query'
import { api, quietly } from '../api/client'
import { useMe } from '../session/me'
import { useTexts } from './texts'

export type Contact = { phone: string; email: string; hours: string }

/** useInstallation is what everybody may know of this installation before signing in. */
export function useInstallation() {
  return useQuery({ queryKey: ['support'], queryFn: () => quietly(() => api.GET('/api/v1/support')), staleTime: 60_000 })
}

/** Support stands at the foot of every page: whom to call when one is stuck (W2). */
export function Support() {
  const say = useTexts()
  const me = useMe().data
  const installation = useInstallation().data
  const own = me?.support.organisation
  const ours = me?.support.installation ?? installation
  return (
    <section className="support" aria-labelledby="support">
      <h2 id="support" className="h5">
        {say('help')}
      </h2>
      {reachable(own) && me?.organisation && <Lines title={say('of_organisation', { name: me.organisation.name })} contact={own} />}
      {reachable(ours) && <Lines title={say('of_installation')} contact={ours} />}
      {!reachable(own) && !reachable(ours) && <p>{say(me?.organisation ? 'no_support' : 'no_support_yet')}</p>}
    </section>
  )
}

export function reachable(contact: Contact | undefined): contact is Contact {
  return Boolean(contact && (contact.phone || contact.email))
}

/** Lines are the ways to reach somebody who helps. */
export function Lines({ title, contact }: { title: string; contact: Contact }) {
  const say = useTexts()
  return (
    <div>
      <p className="support-name">{title}</p>
      <dl>
        {contact.phone && (
          <>
            <dt>{say('phone')}</dt>
            <dd>
              <a href={`tel:${contact.phone.replaceAll(' ', '')}`}>{contact.phone}</a>
            </dd>
          </>
        )}
        {contact.email && (
          <>
            <dt>{say('email')}</dt>
            <dd>
              <a href={`mailto:${contact.email}`}>{contact.email}</a>
            </dd>
          </>
        )}
        {contact.hours && (
          <>
            <dt>{say('hours')}</dt>
            <dd>{contact.hours}</dd>
          </>
        )}
      </dl>
    </div>
  )
}
