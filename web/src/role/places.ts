import { type RoleName, roleNames } from '../ui/roles'

/** The kinds of place that a role can count in (A3). */
export const scopeKinds = ['organisation', 'production_unit', 'unit', 'system'] as const
export type ScopeKind = (typeof scopeKinds)[number]

export const isRole = (role: string): role is RoleName => roleNames.some((known) => known === role)
