import { expect, test } from 'vitest'
import source from '../../../internal/right/explain_text.go?raw'
import { codes, nextOf, said } from './codes'

test('every condition that the server names has its words, and no other', () => {
  const named = [...source.matchAll(/Reason = "([a-z_]+)"|^\t"(blocked_[a-z_]+)":/gm)].map((match) => match[1] ?? match[2])
  expect(named.length).toBeGreaterThan(25)
  expect(Object.keys(codes).sort()).toEqual(named.sort())
})

test('a condition is said to the one concerned, and a code of tomorrow is left to the server', () => {
  expect(said('not_assigned', true, false)).toBe('Du er ikke tildelt rettigheden')
  expect(said('not_assigned', false, true)).toBe('The employee was not given the right')
  expect(said('right_held', true, true)).toBe('The organisation holds the right')
  expect(said('moon_full', true, true)).toBeUndefined()
  expect(nextOf('bundle_lacks_right')).toBe('bundle')
  expect(nextOf('moon_full')).toBeNull()
})
