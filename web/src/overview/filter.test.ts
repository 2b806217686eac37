import { expect, test } from 'vitest'
import { filterOf } from './filter'

const of = (query: string) => filterOf(new URLSearchParams(query))

test('the address says what the list is narrowed by', () => {
  expect(of('q=bo+dahl&concern=late&kind=chip&state=expired&ends_within=30&unit_id=u1')).toEqual({
    q: 'bo dahl',
    concern: 'late',
    kind: 'chip',
    state: 'expired',
    ends_within: 30,
    unit_id: 'u1',
  })
})

test('what nobody can choose is left out, and a CPR number is asked for by nobody (E9)', () => {
  expect(of('q=620180-1234&concern=everything&kind=pen&state=gone&ends_within=31')).toEqual({})
  expect(of('q=+&concern=&ends_within=')).toEqual({})
})
