import { Link } from 'react-router'
import type { RoleGrant } from '../api/schema.gen'
import { instant, today } from '../i18n/format'
import { useMay } from '../session/me'
import { useRoles } from '../ui/roles'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import type { Act } from './Administrators'
import { useTexts } from './texts'
import { useWords } from './words'

type Props = { rows: RoleGrant[]; over: boolean; last: string | undefined; act: (act: Act) => void }

/** Grants lists roles, each with its holder, and with what may be done to it. */
export function Grants({ rows, over, last, act }: Props) {
  const say = useTexts()
  const roles = useRoles()
  const words = useWords()
  const may = useMay()
  if (rows.length === 0) return <p role="status">{say(over ? 'none_over' : 'none_now')}</p>
  const holder = ({ employee_id, name }: RoleGrant) =>
    may('employee.list') ? (
      <Link to={`../employees/${employee_id}`} relative="path">
        {name}
      </Link>
    ) : (
      name
    )
  return (
    <Table
      caption={say(over ? 'show_over' : 'show_now')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { title: say('name'), header: true, cell: holder },
        {
          title: say('role'),
          cell: (grant) => (
            <>
              <span className="whole">{roles.role(grant.role)}</span>
              <div>
                <small>{words.place(grant)}</small>
              </div>
            </>
          ),
        },
        { title: say('period'), cell: (grant) => <Period grant={grant} over={over} /> },
        ...(rows.some(({ actions }) => actions.length > 0)
          ? [{ title: say('acts'), cell: (grant: RoleGrant) => <Acts grant={grant} last={grant.id === last} act={act} /> }]
          : []),
      ]}
    />
  )
}

function Period({ grant, over }: { grant: RoleGrant; over: boolean }) {
  const say = useTexts()
  const words = useWords()
  const { current, starts_on, revoked_at } = grant
  return (
    <>
      {words.period(grant)}
      {revoked_at && <div>{say('taken_at', { at: instant(revoked_at) })}</div>}
      {!over && !current && (
        <div>
          <Tag kind="waiting">{say(starts_on > today() ? 'to_come' : 'not_able')}</Tag>
        </div>
      )}
    </>
  )
}

// The role that keeps the organisation administrable cannot go; the list says so before anybody tries (A4).
function Acts({ grant, last, act }: { grant: RoleGrant; last: boolean; act: Props['act'] }) {
  const say = useTexts()
  const { name, actions } = grant
  const roles = useRoles()
  const whose = `${name}, ${roles.role(grant.role)}`
  if (last)
    return (
      actions.length > 0 && (
        <button type="button" className="function-link" onClick={() => act({ kind: 'last', grant })}>
          {say('last')}
        </button>
      )
    )
  return (
    <div className="row-actions">
      {actions.includes('change') && (
        <button type="button" className="function-link" aria-label={say('change', { name: whose })} onClick={() => act({ kind: 'dates', grant })}>
          {say('change_short')}
        </button>
      )}
      {actions.includes('revoke') && (
        <button type="button" className="function-link" aria-label={say('revoke', { name: whose })} onClick={() => act({ kind: 'revoke', grant })}>
          {say('revoke_short')}
        </button>
      )}
    </div>
  )
}
