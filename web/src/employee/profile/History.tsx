import { lazy, Suspense } from 'react'
import type { Noun } from '../../event/EventFilter'
import { useNames } from '../../event/useNames'
import { Loading } from '../../ui/Loaded'
import { useAccessTexts } from './accessTexts'
import { eventsKey, readEvents, type Whose } from './api'

// The sentences of all events come after what the page is read for.
const Events = lazy(async () => ({ default: (await import('../../event/Events')).Events }))

const of: Noun[] = ['employee', 'employment', 'identity', 'authenticator', 'right', 'role', 'session', 'sign_in', 'grant', 'national_id']

/** History tells what somebody did and what was done about them (G3). */
export function History({ whose }: { whose: Whose }) {
  const say = useAccessTexts()
  const names = useNames(whose.organisation)
  return (
    <section aria-labelledby="events">
      <h2 id="events" className="h3">
        {say('events')}
      </h2>
      <Suspense fallback={<Loading />}>
        <Events queryKey={eventsKey(whose)} read={readEvents(whose)} of={of} names={names} />
      </Suspense>
    </section>
  )
}
