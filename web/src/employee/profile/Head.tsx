import { useState } from 'react'
import { Link } from 'react-router'
import type { Employee } from '../../api/schema.gen'
import { day } from '../../i18n/format'
import { Facts } from '../../ui/Facts'
import { useSaid } from '../../ui/said'
import { Tag } from '../../ui/Tag'
import type { Whose } from './api'
import { Block, Unblock } from './Block'
import { NationalId } from './NationalId'
import { useIdentities } from './signInApi'
import { useStatus } from './status'
import { useTexts } from './texts'

type Props = { whose: Whose; employee: Employee; etag: string }

/** Head says who it is and how they stand, and offers what the server allows now. */
export function Head({ whose, employee, etag }: Props) {
  const say = useTexts()
  const [asked, setAsked] = useState<'block' | 'unblock'>()
  const { said, tell } = useSaid()
  const statuses = useStatus()(employee, useIdentities(whose, employee.actions.includes('read_identities')).data)
  const base = `/organisations/${whose.organisation}/employees`
  const number = employee.national_id && <NationalId whose={whose} employee={employee} />
  return (
    <>
      <ul className="statuses nobullet-list" aria-label={say('status')}>
        {statuses.map(({ tone, text, next }) => (
          <li key={text}>
            <Tag kind={tone}>{text}</Tag> {next && <a href={next.to}>{next.text}</a>}
          </li>
        ))}
      </ul>
      {said}
      <div id="blocks" className="button-group">
        {employee.actions.includes('block') && (
          <button type="button" className="button button-secondary" onClick={() => setAsked('block')}>
            {say('block')}
          </button>
        )}
        {employee.actions.includes('unblock') && (
          <button type="button" className="button button-secondary" onClick={() => setAsked('unblock')}>
            {say('unblock')}
          </button>
        )}
        {employee.actions.includes('terminate') && (
          <Link className="button button-secondary" to={`${base}/${employee.id}/terminate`}>
            {say('terminate')}
          </Link>
        )}
      </div>
      {asked === 'block' && (
        <Block whose={whose} name={`${employee.given_name} ${employee.family_name}`} close={() => setAsked(undefined)} done={tell} />
      )}
      {asked === 'unblock' && <Unblock whose={whose} employee={employee} etag={etag} close={() => setAsked(undefined)} done={tell} />}
      <Facts
        facts={[
          [say('unit'), employee.unit_name],
          [say('production_unit'), employee.production_unit_name],
          [
            say('manager'),
            employee.manager_id && <Link to={`${base}/${employee.manager_id}`}>{employee.manager_name ?? say('manager_protected')}</Link>,
          ],
          [say('email'), employee.email && <a href={`mailto:${employee.email}`}>{employee.email}</a>],
          [say('phone'), employee.phone && <a href={`tel:${employee.phone.replaceAll(' ', '')}`}>{employee.phone}</a>],
          [say('employee_number'), employee.employee_number],
          [say('national_id'), number ?? say('no_national_id')],
          [say('birth_date'), !employee.national_id && employee.birth_date && day(employee.birth_date)],
          [say('protected'), employee.protected && say('protected_yes')],
        ]}
      />
    </>
  )
}
