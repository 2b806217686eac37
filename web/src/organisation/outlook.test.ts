import { expect, test } from 'vitest'
import type { OutlookEntry } from '../api/schema.gen'
import { byDay } from './outlook'

const entry = (kind: string, on: string): OutlookEntry => ({ kind, on, id: `${kind} ${on}`, employee_id: '1', employee_name: 'Åse Birk', detail: '' })

test('entries stand under their day, and what waits for an answer comes first (W6)', () => {
  const days = byDay(
    [entry('activation', '2026-11-22'), entry('role_request', '2026-11-22'), entry('employment', '2026-11-30'), entry('role', '2026-11-30')],
    '2026-11-22',
  )
  expect(days.map(({ on, entries }) => [on, entries.map(({ kind }) => kind)])).toEqual([
    ['', ['role_request']],
    ['2026-11-22', ['activation']],
    ['2026-11-30', ['employment', 'role']],
  ])
})
