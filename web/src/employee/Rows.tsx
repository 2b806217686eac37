import { Link } from 'react-router'
import type { EmployeeListed } from '../api/schema.gen'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { useTexts } from './texts'
import { SignInWords, Status } from './words'

export const nameOf = (employee: { given_name: string; family_name: string }) => `${employee.given_name} ${employee.family_name}`

/** The id of the link to an employee, so that the first of those that came last can take the focus. */
export const linkOf = (employee: { id: string }) => `employee-${employee.id}`

function Name({ of }: { of: EmployeeListed }) {
  const say = useTexts()
  return (
    <>
      <Link id={linkOf(of)} to={of.id}>
        {nameOf(of)}
      </Link>{' '}
      {of.protected && <Tag>{say('protected')}</Tag>}
    </>
  )
}

const placeOf = (of: EmployeeListed) => [of.unit_name, of.production_unit_name].filter(Boolean).join(', ')

/** Cards show few employees, each with room; `last` is the card after them (E9). */
export function Cards({ rows, last }: { rows: EmployeeListed[]; last: React.ReactNode }) {
  return (
    <ul className="cards nobullet-list">
      {rows.map((row) => (
        <li key={row.id} className="employee-card">
          <h2 className="h5">
            <Name of={row} />
          </h2>
          {row.title && <p>{row.title}</p>}
          {placeOf(row) && <p>{placeOf(row)}</p>}
          <p>
            <Status status={row.status} />
          </p>
          {row.sign_in && (
            <p>
              <SignInWords signIn={row.sign_in} />
            </p>
          )}
        </li>
      ))}
      {last && <li className="employee-card employee-card-new">{last}</li>}
    </ul>
  )
}

/** Rows show many employees. A column of which nobody has anything, or that the user may not know, is left out. */
export function Rows({ rows }: { rows: EmployeeListed[] }) {
  const say = useTexts()
  const told = rows.some((row) => row.sign_in)
  const placed = rows.some(placeOf)
  return (
    <Table
      caption={say('list')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          title: say('name'),
          header: true,
          cell: (row) => (
            <>
              <Name of={row} />
              {row.title && <span className="under">{row.title}</span>}
            </>
          ),
        },
        ...(placed ? [{ title: say('place'), cell: placeOf }] : []),
        { title: say('status'), cell: (row) => <Status status={row.status} /> },
        ...(told ? [{ title: say('sign_in'), cell: (row: EmployeeListed) => row.sign_in && <SignInWords signIn={row.sign_in} /> }] : []),
      ]}
    />
  )
}
