import { expect, test } from 'vitest'
import { forgetToken, takeToken, tokenOf } from './token'

test('the token leaves the address at once and is kept over the sign-in', () => {
  history.replaceState({}, '', '/approvals/1#secret')
  takeToken('1')
  expect(location.href).not.toContain('secret')
  takeToken('1') // the page is loaded again after the sign-in, without it
  expect(tokenOf('1')).toBe('secret')
  forgetToken('1')
  expect(tokenOf('1')).toBeNull()
})
