import { expect, test } from 'vitest'
import { nothing, toChange, toNew } from './formValues'

const karen = { ...nothing, given_name: 'Karen', family_name: 'Ås', national_id: { kind: 'keep', country: '', value: '' }, manager_id: 'm' }

test('what is empty is not sent', () => {
  const values = { ...nothing, given_name: 'Karen', family_name: 'Ås', national_id: { kind: 'cpr', country: 'NO', value: '620180-1234' } }
  const employments = [{ category: 'F', starts_on: '2026-12-01', ends_on: '', sponsor: '' }]
  expect(toNew({ ...values, birth_date: '1980-01-02', employments, kind: 'later', user_name: '' })).toEqual({
    given_name: 'Karen',
    family_name: 'Ås',
    protected: false,
    national_id: { kind: 'cpr', value: '620180-1234' }, // neither country nor date of birth belong to it
    employments: [{ category: 'F', starts_on: '2026-12-01' }],
  })
})

test('only what differs is changed, and taking away is null', () => {
  expect(toChange(karen, karen)).toBeUndefined()
  expect(toChange({ ...karen, title: 'Læge', manager_id: '' }, karen)).toEqual({ title: 'Læge', manager_id: null })
  const without = { ...karen, national_id: { kind: 'none', country: '', value: '' }, birth_date: '1980-01-02' }
  expect(toChange(without, karen)).toEqual({ national_id: null, birth_date: '1980-01-02' })
})
