import type { RoleGrant } from '../../api/schema.gen'
import { useRoles } from '../../ui/roles'
import { type Column, Table } from '../../ui/Table'
import { Tag } from '../../ui/Tag'
import { useAccessTexts } from './accessTexts'
import { useRolesOf, type Whose } from './api'
import { Part } from './Part'
import { usePeriod, useScope } from './scope'

/** Roles lists what somebody may administrate in Hverv itself, where and until when (A2). */
export function Roles({ whose }: { whose: Whose }) {
  const say = useAccessTexts()
  const { role: name } = useRoles()
  const scope = useScope()
  const period = usePeriod()
  const query = useRolesOf(whose)
  const columns: Column<RoleGrant>[] = [
    {
      title: say('role'),
      header: true,
      cell: ({ role, current }) => (
        <>
          {name(role)} {!current && <Tag>{say('not_current')}</Tag>}
        </>
      ),
    },
    { title: say('where'), cell: scope },
    { title: say('assignment_period'), cell: ({ starts_on, ends_on }) => period(starts_on, ends_on) },
  ]
  return (
    <Part id="roles" title={say('roles')} query={query}>
      {(all) => {
        const held = all.filter(({ revoked_at }) => !revoked_at)
        if (held.length === 0) return <p>{say('no_roles')}</p>
        return <Table caption={say('roles')} columns={columns} rows={held} rowKey={({ id }) => id} />
      }}
    </Part>
  )
}
