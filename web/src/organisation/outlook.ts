import type { OutlookEntry } from '../api/schema.gen'

export type Day = { on: string; entries: OutlookEntry[] }

/** byDay groups what is coming by its day; it comes in the order of days. What waits since before today stands under ''. */
export function byDay(entries: OutlookEntry[], today: string): Day[] {
  const days: Day[] = []
  for (const entry of entries) {
    const on = entry.kind === 'role_request' || entry.on < today ? '' : entry.on
    const known = days.find((day) => day.on === on)
    if (known) known.entries.push(entry)
    else days.push({ on, entries: [entry] })
  }
  return days.sort((a, b) => (a.on < b.on ? -1 : 1))
}
