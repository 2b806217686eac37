import { language } from './language'

const zone = 'Europe/Copenhagen'
const locale = () => (language() === 'en' ? 'en-GB' : 'da-DK')

/** day writes a legal date (YYYY-MM-DD) as people here do: 22. november 2026. */
export function day(date: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`))
}

/** instant writes a moment by the clock of Copenhagen: 22. november 2026 kl. 14.05. */
export function instant(at: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short', timeZone: zone }).format(new Date(at))
}

/** clock writes the time of day alone. */
export function clock(at: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'short', timeZone: zone }).format(new Date(at))
}

/** today is the date in Copenhagen, as the server counts legal dates. */
export function today(now = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now)
}

/** daysUntil counts the days from today until a legal date: 0 today, negative when it is past. */
export function daysUntil(date: string, from = today()): number {
  return Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

export const number = (n: number) => new Intl.NumberFormat(locale()).format(n)
export const cvr = (digits: string) => digits.replace(/^(\d{2})(\d{2})(\d{2})(\d{2})$/, '$1 $2 $3 $4')
