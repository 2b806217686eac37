import type { ReactNode } from 'react'
import { day } from '../i18n/format'
import { Table } from '../ui/Table'
import { addDays } from './hours'
import { useTexts } from './texts'
import './office.css'

/** WeekSteps goes from week to week. */
export function WeekSteps({ monday, go }: { monday: string; go: (days: number) => void }) {
  const say = useTexts()
  return (
    <div className="week-steps">
      <button type="button" className="button button-secondary" onClick={() => go(-7)}>
        {say('week_before')}
      </button>
      <p role="status">{say('week_of', { day: day(monday) })}</p>
      <button type="button" className="button button-secondary" onClick={() => go(7)}>
        {say('week_after')}
      </button>
    </div>
  )
}

type Props = { monday: string; title: string; cell: (date: string) => ReactNode; hide?: (date: string) => boolean }

/** Week is a table with a row for each day, which reads well aloud and on a narrow screen. */
export function Week({ monday, title, cell, hide }: Props) {
  const say = useTexts()
  const days = [0, 1, 2, 3, 4, 5, 6].map((ahead) => addDays(monday, ahead)).filter((date) => !hide?.(date))
  return (
    <Table
      caption={title}
      rows={days}
      rowKey={(date) => date}
      columns={[
        { title: say('day'), header: true, cell: (date) => weekday(date) },
        { title: say('times'), cell },
      ]}
    />
  )
}

const weekday = (date: string) =>
  new Intl.DateTimeFormat(document.documentElement.lang === 'en' ? 'en-GB' : 'da-DK', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${date}T12:00:00Z`))
