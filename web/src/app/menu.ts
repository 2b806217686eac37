import type { useTexts } from './texts'

type Item = {
  to: string
  text: Parameters<ReturnType<typeof useTexts>>[0]
  /** What the server must allow somewhere, one of several; missing for everybody. */
  action?: string | string[]
  /** Belongs to the person; all others to the organisation that was chosen. */
  person?: boolean
  /** Only for who came by a private eID, or for who runs the installation. */
  only?: 'private' | 'operator'
  exact?: boolean
  /** A sub page: shown only at or below this address. */
  under?: string
}

/** The menu, in the order shown. Each feature adds its line. */
export const items: Item[] = [
  { to: '', text: 'overview', action: 'employee.list', exact: true },
  { to: '/employees', text: 'employees', action: 'employee.list' },
  { to: '/authenticators', text: 'authenticators', action: 'overview.read' },
  { to: '/rights', text: 'rights', action: 'assignment.read' },
  { to: '/administrators', text: 'administrators', action: 'role.read' },
  // Every employee may read departments and settings; they are in the menu of those who have a role.
  { to: '/units', text: 'units', action: 'role.read' },
  { to: '/stock', text: 'stock', action: 'stock.read' },
  // Everybody may read the own loan; the desk is for those who do more, or look at everybody's.
  { to: '/loans', text: 'loans', action: ['loan.report_lost', 'loan.export'] },
  { to: '/orders', text: 'orders', action: 'order.read' },
  { to: '/office', text: 'office', action: 'appointment.list' },
  { to: '/letters', text: 'letters', action: 'letter.print' },
  { to: '/events', text: 'events', action: 'event.list' },
  { to: '/notifications', text: 'notifications', action: 'notification.list' },
  { to: '/settings', text: 'settings', action: 'role.read' },
  { to: '/me', text: 'me', person: true, exact: true },
  { to: '/me/rights', text: 'my_rights', person: true, under: '/me' },
  { to: '/me/roles', text: 'my_roles', person: true, under: '/me' },
  { to: '/me/appointments', text: 'my_appointments', person: true, under: '/me' },
  { to: '/me/events', text: 'my_events', person: true, under: '/me' },
  { to: '/me/sessions', text: 'my_sessions', person: true, under: '/me' },
  { to: '/connections', text: 'my_connections', person: true, only: 'private' },
  { to: '/approvals', text: 'my_approvals', person: true, only: 'private' },
  { to: '/operator/organisations', text: 'organisations', person: true, only: 'operator' },
  { to: '/operator/cases', text: 'cases', person: true, only: 'operator' },
]
