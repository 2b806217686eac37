import type { RoleGrant, RoleRequest } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useRoles } from '../ui/roles'
import { useTexts } from './texts'

/** useWords gives the functions that write where and when a role counts. */
export function useWords() {
  const say = useTexts()
  const roles = useRoles()
  return {
    role: (role: string) => roles.role(role).toLowerCase(),
    place: ({ scope_kind, scope_name }: Pick<RoleGrant | RoleRequest, 'scope_kind' | 'scope_name'>) => scope_name ?? roles.place(scope_kind),
    period: ({ starts_on, ends_on }: Pick<RoleGrant, 'starts_on' | 'ends_on'>) =>
      ends_on ? say('from_until', { from: day(starts_on), until: day(ends_on) }) : say('since', { from: day(starts_on) }),
  }
}
