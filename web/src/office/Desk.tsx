import { useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import type { EmployeeFound } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useFound } from '../employee/api'
import { useMay, useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Trouble } from '../ui/Trouble'
import { settleAppointment, useAppointmentsOf, useChangedOffice } from './api'
import { useDeskTexts } from './deskTexts'
import { HandOut } from './HandOut'
import { Proofings } from './Proofings'
import { Receipts } from './Receipts'
import './office.css'

/** Desk is one person in front of an officer: identification, hand-out, receipt (U13). */
export default function Desk() {
  const { employee = '' } = useParams()
  const query = useFound(useOrganisation(), employee)
  return <LoadedPage query={query}>{(one) => <Shown employee={one} />}</LoadedPage>
}

function Shown({ employee }: { employee: EmployeeFound }) {
  const say = useDeskTexts()
  const organisation = useOrganisation()
  const { said, tell } = useSaid()
  const name = `${employee.given_name} ${employee.family_name}`
  return (
    <Page title={say('desk', { name })} lead={say('lead')} actions={<Link to={`/organisations/${organisation}/office`}>{say('back')}</Link>}>
      {said}
      <Came employee={employee.id} name={name} tell={tell} />
      <Missing employee={employee} />
      <Steps employee={employee.id} name={name} identity={employee.identity?.state === 'lapsed' ? undefined : employee.identity} tell={tell} />
    </Page>
  )
}

type Steps = { employee: string; name: string; identity: EmployeeFound['identity']; tell: (text: string) => void }

function Steps({ employee, name, identity, tell }: Steps) {
  const say = useDeskTexts()
  const reads = useMay()('employee.list')
  const organisation = useOrganisation()
  return (
    <>
      {!identity && (
        <Alert kind="warning">
          <p>
            {say('no_identity')} {reads && <Link to={`/organisations/${organisation}/employees/${employee}`}>{say('to_employee')}</Link>}
          </p>
        </Alert>
      )}
      <section className="desk-step" aria-labelledby="proof">
        <h2 id="proof">{say('step_proof')}</h2>
        {identity?.kind === 'private' ? (
          <p>{say('private_identity')}</p>
        ) : (
          <Proofings employee={employee} name={name} mayAdd={!!identity} tell={tell} />
        )}
      </section>
      {identity && (
        <section className="desk-step" aria-labelledby="hand-out">
          <h2 id="hand-out">{say('step_hand_out')}</h2>
          <HandOut identity={identity.id} name={name} tell={tell} />
        </section>
      )}
      <section className="desk-step" aria-labelledby="receipt">
        <h2 id="receipt">{say('step_receipt')}</h2>
        <Receipts organisation={organisation} employee={employee} tell={tell} />
      </section>
    </>
  )
}

// Came registers once that somebody has come to the appointment that led here.
function Came({ employee, name, tell }: { employee: string; name: string; tell: (text: string) => void }) {
  const say = useDeskTexts()
  const organisation = useOrganisation()
  const [params] = useSearchParams()
  const [done, setDone] = useState(false)
  const list = useAppointmentsOf(organisation, employee)
  const changed = useChangedOffice(organisation)
  const { act, pending, problem } = useAct((_: object, key) => settle(key))
  const which = list.data?.find(({ id }) => id === params.get('appointment'))
  async function settle(key: string) {
    if (which) await settleAppointment(organisation, which, 'attend', key)
  }
  async function came() {
    if (!(await act({})).ok) return
    setDone(true)
    tell(say('came_done', { name }))
    await changed()
  }
  if (done || !which?.actions.includes('attend')) return null
  return (
    <>
      {problem && <Trouble error={problem} />}
      <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void came()}>
        {say('came', { name })}
      </button>
    </>
  )
}

function Missing({ employee }: { employee: EmployeeFound }) {
  const say = useDeskTexts()
  const edits = useMay()('employee.change')
  const organisation = useOrganisation()
  const missing = [...(employee.unit_name ? [] : [say('missing_unit')]), ...(employee.title ? [] : [say('missing_title')])]
  if (missing.length === 0) return null
  return (
    <Alert kind="info">
      <p>
        {say('missing')} {missing.join(', ')}.{' '}
        {edits && <Link to={`/organisations/${organisation}/employees/${employee.id}/edit`}>{say('fill_in')}</Link>}
      </p>
    </Alert>
  )
}
