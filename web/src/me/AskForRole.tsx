import { useState } from 'react'
import { useSystems } from '../role/api'
import { Form } from '../ui/Form'
import { SelectField, TextArea } from '../ui/fields'
import { type RoleName, roleNames, useRoles } from '../ui/roles'
import { requestRole, usePlaces } from './api'
import { useRoleTexts } from './roleTexts'

type Typed = { role: string; place: string; reason: string }
const chosen = (role: string): RoleName | undefined => roleNames.find((known) => known === role)

/** AskForRole sends a request for a role: which, where - a department, a production unit or one system - and why (A3). */
export function AskForRole({ organisation, asked }: { organisation: string; asked: () => Promise<void> }) {
  const say = useRoleTexts()
  const name = useRoles()
  const places = usePlaces().data
  const systems = useSystems(organisation, true).data
  const [round, setRound] = useState(0) // what was sent is not offered again
  function send({ role, place, reason }: Typed, key: string) {
    const [kind, id] = place.split(' ')
    const scope = kind === 'unit' || kind === 'production_unit' || kind === 'system' ? { scope_kind: kind, ...(id ? { scope_id: id } : {}) } : {}
    return requestRole(organisation, { role: chosen(role) ?? 'orderer', reason, ...scope } as const, key)
  }
  return (
    <Form
      key={round}
      defaults={{ role: '', place: '', reason: '' }}
      submit={say('ask_send')}
      send={send}
      done={async () => {
        setRound(round + 1)
        await asked()
      }}
    >
      <SelectField name="role" label={say('ask_role')} options={roleNames.map((value) => ({ value, label: name.role(value) }))} empty="" required />
      <SelectField
        name="place"
        label={say('ask_where')}
        empty={say('ask_whole')}
        options={[
          ...(places?.units ?? []).filter(inUse).map((unit) => ({ value: `unit ${unit.id}`, label: say('ask_unit', { name: unit.name }) })),
          ...(places?.productionUnits ?? [])
            .filter(inUse)
            .map((unit) => ({ value: `production_unit ${unit.id}`, label: say('ask_production_unit', { name: unit.name }) })),
          ...(systems ?? []).map((system) => ({ value: `system ${system.id}`, label: say('ask_system', { name: system.name }) })),
        ]}
      />
      <TextArea name="reason" label={say('ask_reason')} hint={say('ask_reason_hint')} maxLength={500} required />
    </Form>
  )
}

const inUse = ({ ended_at }: { ended_at?: string }) => !ended_at
