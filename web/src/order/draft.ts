import type { NewOrder, Order, OrganisationAddress } from '../api/schema.gen'

export type LineValues = { employee_id: string; name: string; kind: string; spare: boolean }
export type Values = {
  pick: string
  lines: LineValues[]
  attention: string
  address: { street: string; postal_code: string; city: string }
  payer: { cvr: string; ean: string; cost_centre: string }
  reference: string
}

/** emptyOrder begins with the organisation's own address, and with whoever the page was opened for. */
export function emptyOrder(address: OrganisationAddress | undefined, lines: LineValues[], kind: string): Values {
  return {
    pick: '',
    lines: lines.map((line) => ({ ...line, kind })),
    attention: '',
    address: { street: address?.street ?? '', postal_code: address?.postal_code ?? '', city: address?.city ?? '' },
    payer: { cvr: '', ean: '', cost_centre: '' },
    reference: '',
  }
}

/** valuesOf opens a draft again. */
export function valuesOf({ lines, address, attention, payer, reference }: Order): Values {
  return {
    pick: '',
    lines: lines.map(({ employee_id, employee_name, kind, spare }) => ({ employee_id, name: employee_name, kind, spare })),
    attention,
    address: { street: address.street, postal_code: address.postal_code, city: address.city },
    payer: { cvr: payer.cvr ?? '', ean: payer.ean ?? '', cost_centre: payer.cost_centre ?? '' },
    reference,
  }
}

/** bodyOf leaves out what was left empty. */
export function bodyOf({ lines, address, attention, payer, reference }: Values, submit: boolean): NewOrder {
  const body: NewOrder = { lines: lines.map(({ employee_id, kind, spare }) => ({ employee_id, kind, spare })), address, submit }
  if (attention) body.attention = attention
  if (reference) body.reference = reference
  const pays = Object.fromEntries(Object.entries(payer).filter(([, value]) => value))
  if (Object.keys(pays).length > 0) body.payer = pays
  return body
}
