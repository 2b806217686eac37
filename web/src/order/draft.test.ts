import { expect, test } from 'vitest'
import { bodyOf, emptyOrder } from './draft'

test('what was left empty is left out, and the address is the own one (O1)', () => {
  const address = { street: 'Torvet 1', postal_code: '8900', city: 'Randers C', country: 'DK' }
  const values = emptyOrder(address, [{ employee_id: '1', name: 'Bo', kind: '', spare: false }], 'chip')
  expect(bodyOf(values, true)).toEqual({
    lines: [{ employee_id: '1', kind: 'chip', spare: false }],
    address: { street: 'Torvet 1', postal_code: '8900', city: 'Randers C' },
    submit: true,
  })
  values.payer.ean = '5790000000005'
  values.attention = 'Receptionen'
  expect(bodyOf(values, false)).toMatchObject({ payer: { ean: '5790000000005' }, attention: 'Receptionen', submit: false })
})
