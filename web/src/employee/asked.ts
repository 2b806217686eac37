import type { EmployeeFilter } from './api'

/** What the one search field may be told to look through, where the guess from what was typed is wrong. */
export const ways = ['user_name', 'employee_number', 'part'] as const
export type Way = (typeof ways)[number]
export const isWay = (word: string | null): word is Way => ways.some((way) => way === word)

export type By = 'name' | 'part' | 'user_name' | 'employee_number' | 'email'

/**
 * looksLikeCpr says whether something may be a CPR number, or the better part of one. It is then neither searched for nor
 * written into the address (E9): day and month, with 60 added to the day of a replacement number, and a digit of the running number.
 */
export function looksLikeCpr(typed: string): boolean {
  const digits = typed.replace(/[\s-]/g, '')
  if (!/^\d{7,10}$/.test(digits)) return false
  const day = Number(digits.slice(0, 2)) % 60
  const month = Number(digits.slice(2, 4))
  return day >= 1 && day <= 31 && month >= 1 && month <= 12
}

/** byOf tells from what was typed what it is to be found by. */
export function byOf(typed: string, way?: Way): By {
  if (way) return way
  if (typed.includes('@')) return 'email'
  if (/\s/.test(typed)) return 'name'
  if (/[^.]\.[^.]/.test(typed)) return 'user_name'
  return /\d/.test(typed) ? 'employee_number' : 'name'
}

/** asked gives the API's parameters for what was typed. */
export function asked(typed: string, way?: Way): EmployeeFilter {
  if (!typed) return {}
  const by = byOf(typed, way)
  if (by === 'name') return { q: typed }
  return by === 'part' ? { q: typed, match: 'part' } : { [by]: typed }
}
