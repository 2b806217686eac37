import type { useTexts } from './texts'

type Item = {
  to: string
  text: Parameters<ReturnType<typeof useTexts>>[0]
  /** What the server must allow somewhere; missing for everybody. */
  action?: string
  /** Belongs to the person; all others to the organisation that was chosen. */
  person?: boolean
  exact?: boolean
}

/** The menu, in the order shown. Each feature adds its line. */
export const items: Item[] = [
  { to: '', text: 'overview', action: 'employee.list', exact: true },
  { to: '/employees', text: 'employees', action: 'employee.list' },
]
