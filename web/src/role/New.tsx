import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { RoleGrant } from '../api/schema.gen'
import { searchEmployees, useEmployee } from '../employee/api'
import { useOrganisation } from '../session/me'
import { Combobox } from '../ui/Combobox'
import { Form } from '../ui/Form'
import { RadioField, TextArea, TextField } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { Page } from '../ui/Page'
import { roleNames, useRoles } from '../ui/roles'
import { grantRole, useChangedRoles } from './api'
import { isRole, type ScopeKind } from './places'
import { Receipt } from './Receipt'
import { useTexts } from './texts'
import { WhereFields } from './WhereFields'
import { useWhat } from './what'

/** New gives an employee a role: who, which, where, and from when until when (A2, A3). `?employee=` names who. */
export default function New() {
  const say = useTexts()
  const [params] = useSearchParams()
  const [given, setGiven] = useState<RoleGrant>()
  const employee = params.get('employee') ?? ''
  if (given) return <Receipt grant={given} another={() => setGiven(undefined)} />
  return (
    <Page title={say('new_title')} lead={say('new_lead')}>
      {employee ? <Known employee={employee} done={setGiven} /> : <RoleForm done={setGiven} />}
    </Page>
  )
}

function Known({ employee, done }: { employee: string; done: (grant: RoleGrant) => void }) {
  const query = useEmployee(useOrganisation(), employee)
  return (
    <Loaded query={query}>
      {({ data: { id, given_name, family_name } }) => <RoleForm employee={{ id, name: `${given_name} ${family_name}` }} done={done} />}
    </Loaded>
  )
}

/** What the form holds. Names are the API's, so that its faults find their fields. */
export type Values = {
  employee_id: string
  role: string
  scope_kind: ScopeKind
  scope_id: string
  starts_on: string
  ends_on: string
  reason: string
}

function RoleForm({ employee, done }: { employee?: { id: string; name: string }; done: (grant: RoleGrant) => void }) {
  const say = useTexts()
  const what = useWhat()
  const roles = useRoles()
  const organisation = useOrganisation()
  const changed = useChangedRoles(organisation)

  async function send({ employee_id, role, scope_kind, scope_id, starts_on, ends_on, reason }: Values, key: string) {
    if (!isRole(role)) throw new Error(`${role} is no role`)
    const place = scope_kind === 'organisation' ? { scope_kind } : { scope_kind, scope_id }
    const dates = { ...(starts_on ? { starts_on } : {}), ...(ends_on ? { ends_on } : {}) }
    return grantRole(organisation, { employee_id, role, ...place, ...dates, ...(reason ? { reason } : {}) }, key)
  }
  async function granted(grant: RoleGrant) {
    done(grant)
    await changed()
  }
  const search = async (typed: string) => {
    const found = await searchEmployees(organisation, typed)
    return found.map(({ id, given_name, family_name, title }) => ({ value: id, label: `${given_name} ${family_name}`, detail: title }))
  }
  return (
    <Form<Values, RoleGrant>
      defaults={{ employee_id: employee?.id ?? '', role: '', scope_kind: 'organisation', scope_id: '', starts_on: '', ends_on: '', reason: '' }}
      submit={say('appoint_go')}
      send={send}
      done={granted}
      other={
        <Link className="button button-secondary" to=".." relative="path">
          {say('cancel')}
        </Link>
      }
    >
      <Combobox name="employee_id" label={say('employee')} hint={say('employee_hint')} search={search} initial={employee?.name ?? ''} required />
      {!employee && (
        <p>
          {say('employee_first')}{' '}
          <Link to="../../employees/new" relative="path">
            {say('employee_create')}
          </Link>
        </p>
      )}
      <RadioField
        name="role"
        label={say('choose_role')}
        options={roleNames.map((role) => ({ value: role, label: roles.role(role), help: what(role) }))}
        required
      />
      <WhereFields />
      <TextField name="starts_on" label={say('starts_on')} hint={say('starts_hint')} type="date" />
      <TextField name="ends_on" label={say('ends_on')} hint={say('ends_hint')} type="date" />
      <TextArea name="reason" label={say('reason')} hint={say('reason_hint')} maxLength={500} rows={3} />
    </Form>
  )
}
