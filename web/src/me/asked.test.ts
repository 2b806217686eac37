import { expect, test } from 'vitest'
import { forget, recall, remember } from './asked'

const asked = { identity: 'i', label: 'Tablet', key: 'k' }

test('what was asked for is asked for again for half an hour', () => {
  remember(asked, sessionStorage, 0)
  expect(recall(sessionStorage, 29 * 60_000)).toMatchObject(asked)
  expect(recall(sessionStorage, 31 * 60_000)).toBeUndefined()
  expect(recall(sessionStorage, 0)).toBeUndefined()
})

test('what is done is forgotten', () => {
  remember(asked, sessionStorage, 0)
  forget()
  expect(recall(sessionStorage, 1)).toBeUndefined()
})
