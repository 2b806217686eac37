import { expect, test } from 'vitest'
import type { Organisation } from '../api/schema.gen'
import { changedBetween, changeOf, valuesOf } from './settingValues'

const clinic: Organisation = {
  id: '1',
  cvr: '90000001',
  name: 'Klinikken',
  form: 'ApS',
  address: { street: '', postal_code: '', city: '', country: '' },
  state: 'connected',
  private_identities: true,
  dedicated_identities: true,
  code_displays: false,
  chips: false,
  chip_models: [],
  chip_attestation: false,
  chip_months: 0,
  pass_hours: 8,
  activation_days: 30,
  loan_hours: 72,
  activation_starts: 'creation',
  cpr_legal_basis: '',
  support_phone: '12345678',
  support_email: '',
  support_hours: '',
  administrators: 2,
  tasks: [
    { code: 'identity_kinds', done: true, by_hand: false },
    { code: 'authenticator_kinds', done: true, by_hand: false },
  ],
  warnings: [],
  actions: ['change'],
  created_at: '2026-11-22T08:00:00Z',
}

test('only what was changed is sent, so that nobody else is overwritten (W5)', () => {
  expect(changeOf(clinic, { ...valuesOf(clinic), chips: true, activation_days: '14' })).toEqual({ chips: true, activation_days: 14 })
  expect(changeOf(clinic, valuesOf(clinic))).toBeUndefined()
})

test('what has not been chosen yet is sent as it stands (C7)', () => {
  const fresh = { ...clinic, tasks: [{ code: 'identity_kinds', done: false, by_hand: false }] }
  expect(changeOf(fresh, valuesOf(fresh))).toEqual({ private_identities: true, dedicated_identities: true })
})

test('what differs between two versions', () => {
  expect(changedBetween(valuesOf(clinic), { ...valuesOf(clinic), support_hours: '8-16' })).toEqual(['support_hours'])
})

test('models of chips are a list, however they are typed', () => {
  expect(changeOf(clinic, { ...valuesOf(clinic), chip_models: ' a\nb, c ' })).toEqual({ chip_models: ['a', 'b', 'c'] })
})
