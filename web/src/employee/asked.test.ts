import { expect, test } from 'vitest'
import { asked, looksLikeCpr } from './asked'

test.each([
  ['', {}],
  ['Åse B', { q: 'Åse B' }],
  ['Jens P.', { q: 'Jens P.' }],
  ['mette@klinik.example', { email: 'mette@klinik.example' }],
  ['signe.oerum', { user_name: 'signe.oerum' }],
  ['karen.holm2', { user_name: 'karen.holm2' }],
  ['M-17', { employee_number: 'M-17' }],
  ['4711', { employee_number: '4711' }],
])('%s is asked as %o', (typed, filter) => expect(asked(typed)).toEqual(filter))

test('who knows better says so', () => {
  expect(asked('akut', 'user_name')).toEqual({ user_name: 'akut' })
  expect(asked('gård', 'part')).toEqual({ q: 'gård', match: 'part' })
})

test.each([
  ['620180-1234', true],
  ['6201801234', true],
  ['620180 1', true],
  ['6101701234', true],
  ['620180', false], // a date of birth at most
  ['9999991234', false],
  ['12345', false],
  ['62018012345', false],
])('%s may be a CPR number: %s (E9)', (typed, may) => expect(looksLikeCpr(typed)).toBe(may))
