import { Link } from 'react-router'
import type { OutlookEntry } from '../api/schema.gen'
import { day, daysUntil, today } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { useWords } from '../stock/words'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { useRoles } from '../ui/roles'
import { useOutlook } from './api'
import { byDay } from './outlook'
import { useOutlookTexts } from './outlookTexts'
import './organisation.css'

const kinds = ['activation', 'delivery', 'chip', 'employment', 'role', 'assignment', 'role_request', 'loan', 'appointment'] as const

/** Outlook is what the next thirty days bring, day by day (W6). */
export function Outlook() {
  const say = useOutlookTexts()
  const may = useMay()
  const list = useOutlook(useOrganisation())
  return (
    <section aria-labelledby="outlook">
      <h2 id="outlook" className="h3">
        {say('outlook')}
      </h2>
      <Loaded query={list}>{() => <Days rows={list.rows ?? []} />}</Loaded>
      <More list={list} />
      {may('overview.read') && (
        <p>
          <Link to="authenticators?ends_within=30">{say('all_ends')}</Link>
        </p>
      )}
    </section>
  )
}

function Days({ rows }: { rows: OutlookEntry[] }) {
  const say = useOutlookTexts()
  if (rows.length === 0) return <p>{say('nothing')}</p>
  const title = (on: string) => {
    if (!on) return say('overdue')
    const days = daysUntil(on)
    return days === 0 ? say('today') : days === 1 ? say('tomorrow') : day(on)
  }
  return (
    <ol className="outlook nobullet-list">
      {byDay(rows, today()).map(({ on, entries }) => (
        <li key={on}>
          <h3>{title(on)}</h3>
          <ul className="nobullet-list">
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}

// Entry is a sentence whose name leads to the employee, or to where a request is answered.
function Entry({ entry }: { entry: OutlookEntry }) {
  const say = useOutlookTexts()
  const roles = useRoles()
  const kind = kinds.find((known) => known === entry.kind)
  const word = useWords()
  const named = kind === 'role' || kind === 'role_request' ? roles.role(entry.detail) : kind === 'delivery' ? word(entry.detail) : undefined
  const detail = named?.toLowerCase() ?? entry.detail
  const mark = '\u0000'
  const [before, after] = say(kind ?? 'unknown', { name: mark, detail }).split(mark)
  return (
    <li>
      {before}
      <Link to={kind === 'role_request' ? 'administrators' : kind === 'loan' ? 'loans' : `employees/${entry.employee_id}`}>
        {entry.employee_name}
      </Link>
      {after}
    </li>
  )
}
