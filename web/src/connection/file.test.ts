import { expect, test } from 'vitest'
import { faultOf, megabytes, mostBytes } from './file'

test('a document of 10 MB is taken, one byte more is not (C10)', () => {
  expect(faultOf({ size: mostBytes, type: 'application/pdf' })).toBeUndefined()
  expect(faultOf({ size: mostBytes + 1, type: 'application/pdf' })).toBe('large')
  expect(megabytes(mostBytes + 1, 'da-DK')).toBe('10,1')
})

test('what is neither PDF nor picture is refused, and so is nothing', () => {
  expect(faultOf({ size: 1, type: 'text/plain' })).toBe('type')
  expect(faultOf({ size: 0, type: 'image/png' })).toBe('empty')
})
