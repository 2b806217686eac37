import type { Organisation, OrganisationChange } from '../api/schema.gen'

/** What the form of settings holds; names are the API's, so that its faults find their fields. */
export type SettingValues = {
  private_identities: boolean
  dedicated_identities: boolean
  code_displays: boolean
  chips: boolean
  chip_models: string
  chip_attestation: boolean
  chip_months: string
  pass_hours: string
  activation_days: string
  activation_starts: string
  loan_hours: string
  cpr_legal_basis: string
  support_phone: string
  support_email: string
  support_hours: string
}

export const valuesOf = (o: Organisation): SettingValues => ({
  private_identities: o.private_identities,
  dedicated_identities: o.dedicated_identities,
  code_displays: o.code_displays,
  chips: o.chips,
  chip_models: o.chip_models.join('\n'),
  chip_attestation: o.chip_attestation,
  chip_months: String(o.chip_months),
  pass_hours: String(o.pass_hours),
  activation_days: String(o.activation_days),
  activation_starts: o.activation_starts,
  loan_hours: String(o.loan_hours),
  cpr_legal_basis: o.cpr_legal_basis,
  support_phone: o.support_phone,
  support_email: o.support_email,
  support_hours: o.support_hours,
})

export const settingNames = [
  ...(['private_identities', 'dedicated_identities', 'code_displays', 'chips', 'chip_models', 'chip_attestation', 'chip_months'] as const),
  ...(['pass_hours', 'activation_days', 'activation_starts'] as const),
  ...(['loan_hours', 'cpr_legal_basis', 'support_phone', 'support_email', 'support_hours'] as const),
]

/** changedBetween names the settings that are not the same. */
export const changedBetween = (before: SettingValues, after: SettingValues) => settingNames.filter((name) => before[name] !== after[name])

/**
 * changeOf is what was changed in the form, and what a new organisation has not chosen yet: sending that, unchanged
 * too, is its choice and ticks off the task (C7). Undefined when there is nothing to send.
 */
export function changeOf(base: Organisation, values: SettingValues): OrganisationChange | undefined {
  const before = valuesOf(base)
  const open = (code: string) => base.tasks.some((task) => task.code === code && !task.done)
  const chosen = [
    ...(open('identity_kinds') ? (['private_identities', 'dedicated_identities'] as const) : []),
    ...(open('authenticator_kinds') ? (['code_displays', 'chips'] as const) : []),
  ]
  const names = new Set([...changedBetween(before, values), ...chosen])
  if (names.size === 0) return undefined
  const { activation_days, loan_hours, chip_months, pass_hours, chip_models, ...others } = values
  const days = { activation_days: Number(activation_days), loan_hours: Number(loan_hours) }
  const numbers = { ...days, chip_months: Number(chip_months), pass_hours: Number(pass_hours) }
  const all = { ...others, ...numbers, chip_models: chip_models.split(/[\s,]+/).filter(Boolean) }
  return Object.fromEntries([...names].map((name) => [name, all[name]]))
}
