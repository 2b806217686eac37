import { useRef } from 'react'
import type { EmployeeFound } from '../api/schema.gen'
import { texts } from '../i18n/texts'
import { useOrganisation } from '../session/me'
import { Combobox } from '../ui/Combobox'
import { findEmployees } from './api'
import { looksLikeCpr } from './asked'

const useTexts = texts('find-employee', {
  da: {
    employee: 'Medarbejder',
    hint: 'Skriv navn, brugernavn, medarbejdernummer eller e-mail',
    cpr: 'Søg ikke efter CPR-numre her.',
    identity: 'mangler en identitet til arbejdet',
    authenticator: 'har intet, der virker at logge på med',
    spare: 'mangler en reserve',
    ended: 'er fratrådt',
    blocked: 'er spærret',
    pending_start: 'er ikke begyndt endnu',
  },
  en: {
    employee: 'Employee',
    hint: 'Type a name, user name, employee number or e-mail',
    cpr: 'Do not search for national ids here.',
    identity: 'lacks an identity for work',
    authenticator: 'has nothing that works to sign in with',
    spare: 'lacks a spare',
    ended: 'has left',
    blocked: 'is blocked',
    pending_start: 'has not begun yet',
  },
})

type Props = {
  name: string
  label?: string
  hint?: string
  required?: boolean
  /** Not said to be optional: what is chosen goes elsewhere. */
  unmarked?: boolean
  /** What the employee that the form begins with is called. */
  initial?: string
  /** Told of the one who was chosen, with the identity that devices are given to and what it lacks. */
  chosen?: (found: EmployeeFound) => void
}

/**
 * FindEmployee is the field in which somebody who hands out, lends or orders finds for whom (O2, O5). The form's value is
 * the employee's id. It needs only the right employee.find.
 */
export function FindEmployee({ name, label, hint, required = false, unmarked = false, initial = '', chosen }: Props) {
  const say = useTexts()
  const organisation = useOrganisation()
  const seen = useRef(new Map<string, EmployeeFound>())
  async function search(typed: string) {
    const found = await findEmployees(organisation, typed)
    for (const one of found) seen.current.set(one.id, one)
    return found.map((one) => ({ value: one.id, label: `${one.given_name} ${one.family_name}`, detail: detailOf(one, say) }))
  }
  return (
    <Combobox
      name={name}
      label={label ?? say('employee')}
      hint={hint ?? say('hint')}
      required={required}
      unmarked={unmarked}
      initial={initial}
      least={2}
      search={search}
      refuse={(typed) => (looksLikeCpr(typed) ? say('cpr') : undefined)}
      chosen={(id) => {
        const one = seen.current.get(id)
        if (one) chosen?.(one)
      }}
    />
  )
}

const lacking = ['identity', 'authenticator', 'spare'] as const
const standing = ['ended', 'blocked', 'pending_start'] as const

// detailOf tells two of the same name apart, and says at once what stands in the way or is needed.
function detailOf(one: EmployeeFound, say: ReturnType<typeof useTexts>) {
  const lacks = lacking.filter((word) => one.lacks.includes(word)).map((word) => say(word))
  const status = standing.filter((word) => word === one.status).map((word) => say(word))
  return [one.title, one.unit_name, one.employee_number, ...status, ...lacks].filter(Boolean).join(', ')
}
