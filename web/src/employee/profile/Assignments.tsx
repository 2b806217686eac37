import { useState } from 'react'
import type { Assignment, EffectiveRight } from '../../api/schema.gen'
import { useMay } from '../../session/me'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { TextArea } from '../../ui/fields'
import { useSaid } from '../../ui/said'
import { type Column, Table } from '../../ui/Table'
import { Trouble } from '../../ui/Trouble'
import { useChangedEmployee } from '../api'
import { useAccessTexts } from './accessTexts'
import { endAssignment, useAssignmentsOf, type Whose } from './api'
import { Cancel } from './Block'
import { usePeriod, useScope } from './scope'

/** Assignments lists what was given, also what is still to begin, and ends one (R3). */
export function Assignments({ whose, rights }: { whose: Whose; rights: EffectiveRight[] }) {
  const say = useAccessTexts()
  const may = useMay()
  const scope = useScope()
  const period = usePeriod()
  const query = useAssignmentsOf(whose, may('assignment.read'))
  const [asked, setAsked] = useState<Assignment>()
  const { said, tell } = useSaid()
  const all = query.data ?? []
  const columns: Column<Assignment>[] = [
    { title: say('assigned'), header: true, cell: ({ name }) => name },
    { title: say('where'), cell: scope },
    { title: say('assignment_period'), cell: ({ starts_on, ends_on }) => period(starts_on, ends_on) },
  ]
  const end = (assignment: Assignment) =>
    assignment.actions.includes('end') && (
      <button type="button" className="function-link" onClick={() => setAsked(assignment)}>
        {say('end')} <span className="sr-only">{assignment.name}</span>
      </button>
    )
  if (all.some(({ actions }) => actions.includes('end'))) columns.push({ title: say('actions'), cell: end })
  return (
    <>
      {said}
      {query.isError && <Trouble error={query.error} again={() => void query.refetch()} />}
      {all.length > 0 && <Table caption={say('assignments')} showCaption columns={columns} rows={all} rowKey={({ id }) => id} />}
      {asked && <End whose={whose} assignment={asked} rights={rights} close={() => setAsked(undefined)} done={tell} />}
    </>
  )
}

type EndProps = { whose: Whose; assignment: Assignment; rights: EffectiveRight[]; close: () => void; done: (said: string) => void }

function End({ whose, assignment, rights, close, done }: EndProps) {
  const say = useAccessTexts()
  const changed = useChangedEmployee(whose.organisation)
  const going = rights.filter(({ why }) => why.assignment_id === assignment.id)
  return (
    <Dialog title={say('end_title', { name: assignment.name })} onClose={close}>
      <p>{say(going.length > 0 ? 'end_why' : 'end_none')}</p>
      <ul>
        {going.map(({ right_id, system_name, name }) => (
          <li key={right_id}>{name.startsWith(system_name) ? name : `${system_name}: ${name}`}</li>
        ))}
      </ul>
      <Form<{ reason: string }, unknown>
        defaults={{ reason: '' }}
        submit={say('end_go')}
        send={({ reason }, key) => endAssignment(whose.organisation, assignment.id, reason, key)}
        done={async () => {
          await changed(whose.employee)
          close()
          done(say('ended', { name: assignment.name }))
        }}
        other={<Cancel close={close} />}
      >
        <TextArea name="reason" label={say('reason')} hint={say('reason_logged')} rows={3} maxLength={500} />
      </Form>
    </Dialog>
  )
}
