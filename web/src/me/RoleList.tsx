import type { Me as Who } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useRoles } from '../ui/roles'
import { useTexts } from './texts'

/** RoleList says which roles somebody holds, where and until when. */
export function RoleList({ roles }: { roles: Who['roles'] }) {
  const say = useTexts()
  const name = useRoles()
  if (roles.length === 0) return say('no_roles')
  return (
    <ul className="nobullet-list own-roles">
      {roles.map(({ role, scope_kind, scope_id, ends_on }) => (
        <li key={`${role} ${scope_id}`}>
          {say('role_in', { role: name.role(role), place: name.place(scope_kind) })}
          {ends_on && ` ${say('role_until', { until: day(ends_on) })}`}
        </li>
      ))}
    </ul>
  )
}
