import { texts } from '../i18n/texts'

/** The roles of A2 in the order in which they are offered. */
export const roleNames = [
  'organisation_administrator',
  'user_administrator',
  'rights_administrator',
  'unit_manager',
  'approver',
  'case_worker',
  'authoriser',
  'card_officer',
  'orderer',
  'service_desk_agent',
  'auditor',
  'billing_reader',
] as const
export type RoleName = (typeof roleNames)[number]

const useTexts = texts('roles', {
  da: {
    organisation_administrator: 'Organisationsadministrator',
    user_administrator: 'Brugeradministrator',
    rights_administrator: 'Rettighedsadministrator',
    unit_manager: 'Leder',
    approver: 'Godkender',
    case_worker: 'Sagsbehandler (HR)',
    authoriser: 'Autorisationsansvarlig',
    card_officer: 'Kortansvarlig',
    orderer: 'Bestiller',
    service_desk_agent: 'Servicedesk',
    auditor: 'Revisor',
    billing_reader: 'Fakturalæser',
    operator: 'Drift af installationen',
    in_organisation: 'hele organisationen',
    in_production_unit: 'en P-enhed',
    in_unit: 'en afdeling',
    in_system: 'et system',
    in_installation: 'hele installationen',
  },
  en: {
    organisation_administrator: 'Organisation administrator',
    user_administrator: 'User administrator',
    rights_administrator: 'Rights administrator',
    unit_manager: 'Unit manager',
    approver: 'Approver',
    case_worker: 'Case worker (HR)',
    authoriser: 'Authoriser',
    card_officer: 'Card officer',
    orderer: 'Orderer',
    service_desk_agent: 'Service desk',
    auditor: 'Auditor',
    billing_reader: 'Billing reader',
    operator: 'Operator of the installation',
    in_organisation: 'the whole organisation',
    in_production_unit: 'a production unit',
    in_unit: 'a department',
    in_system: 'a system',
    in_installation: 'the whole installation',
  },
})

const named = (role: string): role is RoleName | 'operator' => role === 'operator' || roleNames.some((known) => known === role)
const places = ['organisation', 'production_unit', 'unit', 'system', 'installation'] as const

/** useRoles gives the functions that name a role, and the kind of place it counts in. A code of tomorrow is shown as it comes. */
export function useRoles() {
  const say = useTexts()
  return {
    role: (role: string) => (named(role) ? say(role) : role),
    place: (kind: string) => {
      const known = places.find((place) => place === kind)
      return known ? say(`in_${known}`) : kind
    },
  }
}
