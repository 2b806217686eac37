import { expect, test } from 'vitest'
import type { Connection } from '../api/schema.gen'
import { changeOf, noAdministrator, noRepresentative, typedOf } from './people'

const draft = {
  contact_email: 'lars@klinik.example',
  company: { required_approvals: 2 },
  representatives: [{ id: 'new', state: 'named', name: 'Karen Østergård', email: 'karen@klinik.example', national_id_masked: '720471-****' }],
  administrators: [],
} as unknown as Connection

test('there is a place for everybody who must approve (C5), and a CPR number is never shown', () => {
  const typed = typedOf(draft)
  expect(typed.representatives).toHaveLength(2)
  expect(typed.representatives[0]).toMatchObject({ id: 'new', cpr: '' })
  expect(typed.administrators).toEqual([noAdministrator])
})

test('places left empty name nobody', () => {
  expect(changeOf(typedOf(draft), draft)).toEqual({
    contact_email: 'lars@klinik.example',
    representatives: [{ id: 'new', name: 'Karen Østergård', email: 'karen@klinik.example' }],
    administrators: [],
  })
})

test('somebody stored anew in another window is found again by name (W5)', () => {
  const typed = { ...typedOf(draft), representatives: [{ ...noRepresentative, id: 'old', name: 'karen  østergård' }] }
  expect(changeOf(typed, draft).representatives?.[0]?.id).toBe('new')
})

test('nobody is taken for two', () => {
  const twice = { ...noRepresentative, id: 'old', name: 'Karen Østergård' }
  const ids = changeOf({ ...typedOf(draft), representatives: [twice, twice] }, draft).representatives?.map(({ id }) => id)
  expect(ids).toEqual(['new', undefined])
})
