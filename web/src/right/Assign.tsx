import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Assignment, GiveAssignment } from '../api/schema.gen'
import { searchEmployees, useEmployee } from '../employee/api'
import { useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { Combobox } from '../ui/Combobox'
import { Form } from '../ui/Form'
import { TextArea, TextField } from '../ui/fields'
import { Page } from '../ui/Page'
import { assign, useRightsChanged } from './api'
import { ScopeFields } from './ScopeFields'
import { useTexts } from './texts'
import { WhatFields } from './WhatFields'

export type Values = {
  employee_id: string
  what: 'bundle' | 'right'
  bundle_id: string
  right_id: string
  scope_kind: 'organisation' | 'unit' | 'production_unit' | 'se_number'
  scope_value: string
  starts_on: string
  ends_on: string
  reason: string
  case_number: string
}

/** bodyOf leaves out what was left empty, and what belongs to another choice. */
export function bodyOf(values: Values): GiveAssignment {
  const { employee_id, what, scope_kind, scope_value } = values
  const body: GiveAssignment = { employee_id, scope_kind, ...(what === 'bundle' ? { bundle_id: values.bundle_id } : { right_id: values.right_id }) }
  if (scope_kind !== 'organisation') body.scope_value = scope_value
  for (const name of ['starts_on', 'ends_on', 'reason', 'case_number'] as const) if (values[name]) body[name] = values[name]
  return body
}

/** Assign gives an employee a bundle or a right (R3). */
export default function Assign() {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useRightsChanged()
  const [search] = useSearchParams()
  const known = search.get('employee') ?? ''
  const [given, setGiven] = useState<Assignment>()
  const [round, setRound] = useState(0)
  const employee = useEmployee(organisation, known)
  const initial = employee.data ? `${employee.data.data.given_name} ${employee.data.data.family_name}` : ''
  if (known && employee.isPending) return <Page title={say('assign')} />
  const defaults: Values = {
    employee_id: known,
    what: 'bundle',
    bundle_id: search.get('bundle') ?? '',
    right_id: '',
    scope_kind: 'organisation',
    scope_value: '',
    starts_on: '',
    ends_on: '',
    reason: '',
    case_number: '',
  }
  return (
    <Page title={say('assign')} lead={say('assign_lead')}>
      {given && (
        <Alert kind="success" live title={say('assigned', { what: given.name, name: given.employee_name })}>
          <Link to={`/organisations/${organisation}/employees/${given.employee_id}`}>{say('to_employee')}</Link>
        </Alert>
      )}
      <Form
        key={round}
        defaults={defaults}
        submit={say('assign')}
        send={(values, key) => assign(organisation, bodyOf(values), key)}
        done={async (assignment) => {
          setGiven(assignment)
          setRound((count) => count + 1)
          await changed()
        }}
      >
        <Combobox
          name="employee_id"
          label={say('employee')}
          hint={say('employee_hint')}
          required
          initial={initial}
          search={async (typed) =>
            (await searchEmployees(organisation, typed)).map((one) => ({
              value: one.id,
              label: `${one.given_name} ${one.family_name}`,
              detail: one.title,
            }))
          }
        />
        <WhatFields />
        <ScopeFields />
        <TextField name="starts_on" type="date" label={say('starts_on')} hint={say('starts_hint')} chars={16} />
        <TextField name="ends_on" type="date" label={say('ends_on')} hint={say('ends_hint')} chars={16} />
        <TextArea name="reason" label={say('reason')} maxLength={500} rows={3} />
        <TextField name="case_number" label={say('case_number')} maxLength={50} chars={16} />
      </Form>
    </Page>
  )
}
