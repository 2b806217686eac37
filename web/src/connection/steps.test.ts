import { expect, test } from 'vitest'
import { fieldOf, inOrder, inWords, resumeAt } from './steps'

test('a draft goes on at the first step that lacks something (C6)', () => {
  expect(resumeAt(['/terms_hash', '/administrators'])).toBe('people')
  expect(resumeAt(['/cvr', '/terms_hash'])).toBe('company')
  expect(resumeAt([])).toBe('summary')
})

test('what is missing is listed as the steps ask for it', () => {
  expect(inOrder(['/terms_hash', '/administrators', '/cvr'])).toEqual(['/cvr', '/administrators', '/terms_hash'])
})

test('what is missing leads to its field', () => {
  expect(fieldOf('/representatives')).toBe('representatives.0.name')
  expect(fieldOf('/administrators/1/cpr')).toBe('administrators.1.cpr')
  expect(inWords('/administrators/1/cpr')).toEqual({ who: 'administrator', place: 2, what: 'cpr' })
})
