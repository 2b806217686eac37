import { expect, test } from 'vitest'
import { addDays, hoursOf, mondayOf, typedHours } from './hours'

test('opening hours are read as people write them', () => {
  const day = [
    { weekday: 1, opens: '08:00', closes: '12:00' },
    { weekday: 1, opens: '13:00', closes: '15:30' },
  ]
  for (const typed of ['8-12, 13-15.30', '08:00-12:00 og 13.00 – 15:30', ' 8 - 12 ; 13.00-15.30 ']) expect(hoursOf(1, typed)).toEqual(day)
  expect(hoursOf(1, '')).toEqual([])
  expect(hoursOf(1, 'om morgenen')).toBeUndefined()
  expect(hoursOf(1, typedHours(day, 1))).toEqual(day)
})

test('weeks begin on Monday, also across a change of the clocks', () => {
  expect(mondayOf('2026-11-29')).toBe('2026-11-23')
  expect(mondayOf('2026-11-23')).toBe('2026-11-23')
  expect(addDays('2026-10-24', 7)).toBe('2026-10-31')
})
