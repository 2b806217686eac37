import { expect, test } from 'vitest'
import { groups } from './groups'

test('a key is shown in fours, without its padding', () => {
  expect(groups('JBSWY3DPEHPK3PXPJB======')).toEqual(['JBSW', 'Y3DP', 'EHPK', '3PXP', 'JB'])
  expect(groups('')).toEqual([])
})
