import { useState } from 'react'
import type { Slot } from '../api/schema.gen'
import { clock, day, today } from '../i18n/format'
import { Loaded } from '../ui/Loaded'
import { useSlots } from './api'
import { addDays, mondayOf } from './hours'
import { useTexts } from './texts'
import { Week, WeekSteps } from './Week'

type Props = { organisation: string; office: string; chosen: string; choose: (startsAt: string) => void }

/** Times shows the free times of an office, week by week, to choose one of. */
export function Times({ organisation, office, chosen, choose }: Props) {
  const say = useTexts()
  const [monday, setMonday] = useState(() => mondayOf(today()))
  const slots = useSlots(organisation, office, monday, 7)
  return (
    <>
      <WeekSteps monday={monday} go={(days) => setMonday(addDays(monday, days))} />
      <Loaded query={slots}>
        {({ data, closed }) => (
          <Week
            monday={monday}
            title={say('free')}
            hide={(date) => date < today()}
            cell={(date) => {
              const shut = closed.find(({ on }) => on === date)
              const free = data.filter((slot) => slot.free > 0 && today(new Date(slot.starts_at)) === date)
              if (shut) return shut.why ? say('closed_why', { why: shut.why }) : say('closed')
              if (free.length === 0) return say('no_free')
              return <Free slots={free} chosen={chosen} choose={choose} />
            }}
          />
        )}
      </Loaded>
      {chosen && <p role="status">{say('chosen', { day: day(today(new Date(chosen))), time: clock(chosen) })}</p>}
    </>
  )
}

function Free({ slots, chosen, choose }: { slots: Slot[]; chosen: string; choose: (startsAt: string) => void }) {
  const say = useTexts()
  return (
    <div className="free-times">
      {slots.map(({ starts_at }) => (
        <button
          key={starts_at}
          type="button"
          className={`button button-${starts_at === chosen ? 'primary' : 'secondary'}`}
          aria-pressed={starts_at === chosen}
          aria-label={say('book_at', { day: day(today(new Date(starts_at))), time: clock(starts_at) })}
          onClick={() => choose(starts_at)}
        >
          {clock(starts_at)}
        </button>
      ))}
    </div>
  )
}
