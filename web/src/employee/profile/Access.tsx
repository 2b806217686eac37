import type { Employee } from '../../api/schema.gen'
import { useMay } from '../../session/me'
import { useAnchor } from './anchor'
import type { Whose } from './api'
import { History } from './History'
import { Ordered } from './Ordered'
import { Rights } from './Rights'
import { Roles } from './Roles'
import { Sessions } from './Sessions'

/** Access is what somebody may do, where they are signed in, and what happened: as much as the reader may see. */
export function Access({ whose, employee }: { whose: Whose; employee: Employee }) {
  const { actions, status } = employee
  const may = useMay()
  useAnchor()
  return (
    <>
      {may('order.read') && <Ordered whose={whose} employee={employee} />}
      {actions.includes('read_rights') && <Rights whose={whose} ended={status === 'ended' || status === 'without_employment'} />}
      {actions.includes('read_roles') && <Roles whose={whose} />}
      {actions.includes('read_sessions') && <Sessions whose={whose} />}
      {actions.includes('read_events') && <History whose={whose} />}
    </>
  )
}
