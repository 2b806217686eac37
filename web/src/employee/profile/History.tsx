import { lazy, Suspense, useMemo } from 'react'
import type { Noun } from '../../event/EventFilter'
import { useProductionUnits, useUnits } from '../../organisation/api'
import { useTexts as useUiTexts } from '../../ui/texts'
import { useCategories } from '../api'
import { useAccessTexts } from './accessTexts'
import { eventsKey, readEvents, type Whose } from './api'
import { categoryName } from './employment'

// The sentences of all events come after what the page is read for.
const Events = lazy(async () => ({ default: (await import('../../event/Events')).Events }))

const of: Noun[] = ['employee', 'employment', 'identity', 'authenticator', 'right', 'role', 'session', 'sign_in', 'grant', 'national_id']

/** History tells what somebody did and what was done about them (G3). */
export function History({ whose }: { whose: Whose }) {
  const say = useAccessTexts()
  const ui = useUiTexts()
  const names = useNames(whose.organisation)
  const loading = (
    <p role="status" className="loading">
      {ui('loading')}
    </p>
  )
  return (
    <section aria-labelledby="events">
      <h2 id="events" className="h3">
        {say('events')}
      </h2>
      <Suspense fallback={loading}>
        <Events queryKey={eventsKey(whose)} read={readEvents(whose)} of={of} names={names} />
      </Suspense>
    </section>
  )
}

// useNames gives the names of what events name by id or code.
function useNames(organisation: string): Record<string, string> {
  const units = useUnits(organisation).data
  const places = useProductionUnits(organisation).data
  const categories = useCategories(organisation).data
  return useMemo(
    () =>
      Object.fromEntries([
        ...[...(units ?? []), ...(places ?? [])].map(({ id, name }) => [id, name]),
        ...(categories ?? []).map(({ code }) => [code, categoryName(categories, code)]),
      ]),
    [units, places, categories],
  )
}
