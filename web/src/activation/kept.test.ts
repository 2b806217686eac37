import { beforeEach, expect, test } from 'vitest'
import { begin, read, write } from './kept'

beforeEach(() => sessionStorage.clear())
const at = Date.parse('2026-11-22T08:00:00Z')

test('a reload goes on with the ticket while it is good', () => {
  write({ token: 't', ticket: 'k', until: '2026-11-22T08:30:00Z', passwordChosen: true })
  expect(read(sessionStorage, at)).toMatchObject({ ticket: 'k', passwordChosen: true })
})

test('a ticket that is too old leads back to the door and says why', () => {
  write({ token: 't', ticket: 'k', until: '2026-11-22T08:00:00Z', passwordChosen: true })
  expect(read(sessionStorage, at)).toEqual({ token: 't', tooLate: true })
})

test('another link begins anew, the same one does not', () => {
  const kept = { token: 't', ticket: 'k' }
  expect(begin(kept, 't')).toBe(kept)
  expect(begin(kept, 'u')).toEqual({ token: 'u' })
})

test('what somebody else wrote there is no harm', () => {
  sessionStorage.setItem('hverv-activation', '{not json')
  expect(read()).toEqual({})
})
