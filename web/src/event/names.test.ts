import { expect, test } from 'vitest'
import { changesOf } from './changes'
import { read } from './filter'
import { names } from './names'

const sources = import.meta.glob<string>(['../../../internal/**/*.go', '!../../../internal/**/*_test.go'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

// Where the server writes a name in one piece. Those put together from a state are listed by hand below.
const written = /(?:\bEvent\{[^}]*?Name:|[eE]vent\([a-z]+,)\s+"([a-z_]+\.[a-z_]+)"[,}) ]/gs
const assembled = [
  'identity.revoked',
  'identity.withdrawn',
  'authenticator.blocked',
  'authenticator.unblocked',
  'authenticator.lost',
  'authenticator.delivered',
  'authenticator.destroyed',
  'authenticator.expired',
  'authenticator.received',
  'authenticator.resumed',
  'authenticator.returned',
  'authenticator.revoked',
  'authenticator.shipped',
  'authenticator.suspended',
  'custody.accepted',
  'custody.refused',
  'custody.withdrawn',
  'device.destroyed',
  'device.lost',
  'device.returned',
  'order_line.accepted',
  'order_line.back_ordered',
  'order_line.cancelled',
  'order_line.delivered',
  'order_line.failed',
  'order_line.shipped',
  'letter.printed',
  'letter.failed',
  'proofing.confirmed',
  'proofing.declined',
  'appointment.moved',
  'appointment.cancelled',
  'appointment.attended',
  'appointment.missed',
  'role.request_granted',
]

test('every event that the server writes has its sentence', () => {
  const found = Object.values(sources).flatMap((source) =>
    [...source.matchAll(written)].map((match) => match[1] ?? '').filter((name) => !name.endsWith('_')),
  )
  expect(found.length).toBeGreaterThan(50)
  expect([...new Set([...found, ...assembled])].filter((name) => !(name in names))).toEqual([])
})

test('every sentence names only what it is given', () => {
  const asks = Object.values(names).flatMap((both) => both.flatMap((text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1])))
  expect([...new Set(asks)].sort()).toEqual(['actor', 'whom'])
})

test('only what changed is told', () => {
  const event = { before: { title: 'Sekretær', phone: '' }, after: { title: 'Lægesekretær', phone: '', etag: 'x' } }
  expect(changesOf(event, ['phone', 'title'])).toEqual([{ member: 'title', before: 'Sekretær', after: 'Lægesekretær', both: true }])
})

test('an address that makes no sense filters nothing', () => {
  const nothing = { name: undefined, outcome: undefined, from: undefined, to: undefined }
  expect(read(new URLSearchParams('event=DROP&outcome=perhaps&from=tomorrow'))).toEqual(nothing)
  expect(read(new URLSearchParams('event=employee&outcome=refused'))).toEqual({ ...nothing, name: 'employee', outcome: 'refused' })
})
