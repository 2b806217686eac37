import type { Employee, EmployeeChange, NationalId, NewEmployee } from '../api/schema.gen'

/** What the form holds of an employee. Names are the API's, so that its faults find their fields; empty is ''. */
export type MasterData = {
  given_name: string
  family_name: string
  email: string
  phone: string
  national_id: { kind: string; country: string; value: string }
  birth_date: string
  production_unit_id: string
  unit_id: string
  title: string
  manager_id: string
  employee_number: string
  protected: boolean
}

export type IdentityChoice = { kind: 'private' | 'dedicated' | 'later' | ''; user_name: string }

export type NewValues = MasterData &
  IdentityChoice & {
    employments: { category: string; starts_on: string; ends_on: string; sponsor: string }[]
  }

export const numberKinds = [
  'cpr',
  'foedselsnummer',
  'd_number',
  'personnummer',
  'samordningsnummer',
  'swedish_reserve',
  'passport',
  'foreign',
] as const satisfies NationalId['kind'][]
const abroad = ['passport', 'foreign']

/** What the form asks for under a kind of number. */
export const asksCountry = (kind: string) => abroad.includes(kind)
export const asksNumber = (kind: string) => kind !== 'none' && kind !== 'keep'
export const asksBirthDate = (kind: string, kept = '') => kind === 'none' || abroad.includes(kind) || (kind === 'keep' && abroad.includes(kept))

export const nothing: MasterData = {
  given_name: '',
  family_name: '',
  email: '',
  phone: '',
  national_id: { kind: 'cpr', country: '', value: '' },
  birth_date: '',
  production_unit_id: '',
  unit_id: '',
  title: '',
  manager_id: '',
  employee_number: '',
  protected: false,
}

function numberOf({ kind, country, value }: MasterData['national_id']): NationalId | undefined {
  const known = numberKinds.find((one) => one === kind)
  if (!known) return undefined
  return asksCountry(known) ? { kind: known, country, value } : { kind: known, value }
}

// filled leaves out what is empty: the API takes what is missing as unsaid.
function filled<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== undefined)) as Partial<T>
}

/** toNew is what creates an employee from the form. */
export function toNew({ kind: _, user_name: __, employments, national_id, birth_date, given_name, family_name, ...rest }: NewValues): NewEmployee {
  const number = numberOf(national_id)
  return {
    given_name,
    family_name,
    ...filled(rest),
    ...(asksBirthDate(national_id.kind) ? filled({ birth_date }) : {}),
    ...(number ? { national_id: number } : {}),
    employments: employments.map(({ category, ...dates }) => ({ category, ...filled(dates) })),
  }
}

/** valuesOf is the form for an employee as the server has it. */
export function valuesOf(employee: Employee): MasterData {
  return {
    given_name: employee.given_name,
    family_name: employee.family_name,
    email: employee.email,
    phone: employee.phone,
    national_id: { kind: employee.national_id ? 'keep' : 'none', country: '', value: '' },
    birth_date: employee.birth_date ?? '',
    production_unit_id: employee.production_unit_id ?? '',
    unit_id: employee.unit_id ?? '',
    title: employee.title,
    manager_id: employee.manager_id ?? '',
    employee_number: employee.employee_number,
    protected: employee.protected,
  }
}

/** toChange is what differs from what the server has; nothing when nothing does. */
export function toChange(values: MasterData, base: MasterData): EmployeeChange | undefined {
  const change: EmployeeChange = {}
  for (const name of ['given_name', 'family_name', 'email', 'phone', 'title', 'employee_number'] as const) {
    if (values[name] !== base[name]) change[name] = values[name]
  }
  for (const name of ['production_unit_id', 'unit_id', 'manager_id', 'birth_date'] as const) {
    if (values[name] !== base[name]) change[name] = values[name] || null
  }
  if (values.protected !== base.protected) change.protected = values.protected
  const { kind } = values.national_id
  const number = numberOf(values.national_id)
  if (number) change.national_id = number
  else if (kind === 'none' && base.national_id.kind === 'keep') change.national_id = null
  return Object.keys(change).length > 0 ? change : undefined
}
