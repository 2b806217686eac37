import { expect, test } from 'vitest'
import { expiryOf } from './expiry'

const at = (time: string) => Date.parse(`2026-11-22T${time}:00Z`)
const session = (idle: string, end: string) => ({ idle_until: new Date(at(idle)).toISOString(), expires_at: new Date(at(end)).toISOString() })

test('silence ends a session before its last hour does', () => {
  expect(expiryOf(session('12:00', '16:00'), at('08:00'), at('08:00'))).toEqual({ kind: 'idle', at: at('12:00'), warnAt: at('11:55') })
})

test('near its end a session cannot be prolonged by a visit', () => {
  expect(expiryOf(session('16:00', '16:00'), at('12:00'), at('12:00')).kind).toBe('end')
})

test('a call moves the idle end on, all but the minute that the server may not have noted', () => {
  expect(expiryOf(session('12:00', '16:00'), at('08:00'), at('09:00')).at).toBe(at('12:59'))
})
