import type { ClosedDay, OfficeHours } from '../api/schema.gen'

const period = /^(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?$/

/** hoursOf reads the opening hours of a day as people write them: "8-12, 13.00-15.30". Undefined for what cannot be read. */
export function hoursOf(weekday: number, typed: string): OfficeHours[] | undefined {
  const parts = typed
    .split(/[,;]| og | and /)
    .map((part) => part.trim())
    .filter(Boolean)
  const read = parts.map((part) => period.exec(part))
  if (read.some((match) => match === null)) return undefined
  return read.map((match) => ({ weekday, opens: time(match?.[1], match?.[2]), closes: time(match?.[3], match?.[4]) }))
}

const time = (hour = '', minute = '00') => `${hour.padStart(2, '0')}:${minute}`

/** typedHours writes the opening hours of a day back. */
export const typedHours = (all: OfficeHours[], weekday: number) =>
  all
    .filter((one) => one.weekday === weekday)
    .map(({ opens, closes }) => `${opens.replace(':', '.')}-${closes.replace(':', '.')}`)
    .join(', ')

/** mondayOf is the first day of the week that a date lies in. */
export function mondayOf(date: string): string {
  const at = new Date(`${date}T12:00:00Z`)
  return addDays(date, -((at.getUTCDay() + 6) % 7))
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** closedOf reads closed days, one on each line; undefined when a line does not begin with a date. */
export function closedOf(typed: string): ClosedDay[] | undefined {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const read = lines.map((line) => /^(\d{4}-\d{2}-\d{2})\s*(.*)$/.exec(line))
  if (read.some((match) => match === null)) return undefined
  return read.map((match) => ({ on: match?.[1] ?? '', ...(match?.[2] ? { why: match[2] } : {}) }))
}
