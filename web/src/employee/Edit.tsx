import { useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { Link, useNavigate, useParams } from 'react-router'
import type { Employee } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useOrganisation } from '../session/me'
import { Form } from '../ui/Form'
import { Page } from '../ui/Page'
import { changeEmployee, useChangedEmployee, useEmployee } from './api'
import './employee.css'
import { useFormTexts } from './formTexts'
import { type MasterData, toChange, valuesOf } from './formValues'
import { PersonFields } from './PersonFields'
import { nameOf } from './Rows'
import { Theirs } from './Theirs'
import { WorkFields } from './WorkFields'

type Version = { data: Employee; etag: string }

/** What is known of an employee, to be corrected (E1). */
export default function Edit() {
  const organisation = useOrganisation()
  const { employee = '' } = useParams()
  const query = useEmployee(organisation, employee)
  const read = async () => (await query.refetch()).data
  return <LoadedPage query={query}>{(loaded) => <EditForm key={employee} loaded={loaded} read={read} />}</LoadedPage>
}

// EditForm stays with the version that was read until somebody is told of another: a change must not overwrite what its author never saw.
function EditForm({ loaded, read }: { loaded: Version; read: () => Promise<Version | undefined> }) {
  const say = useFormTexts()
  const organisation = useOrganisation()
  const changed = useChangedEmployee(organisation)
  const navigate = useNavigate()
  const [base, setBase] = useState(loaded)
  const [before, setBefore] = useState<Employee>()
  const form = useRef<UseFormReturn<MasterData>>(undefined)
  const { id, national_id, manager_name } = base.data

  async function send(values: MasterData) {
    const change = toChange(values, valuesOf(base.data))
    if (change) await changeEmployee(organisation, id, change, base.etag)
  }
  // What somebody else changed is taken into the fields that were not touched here, and shown beside those that were.
  async function reload() {
    const now = await read()
    if (!now || !form.current) return
    const typed = form.current.getValues()
    const old = valuesOf(base.data)
    const theirs = valuesOf(now.data)
    for (const name of Object.keys(old) as (keyof MasterData)[]) {
      if (JSON.stringify(typed[name]) === JSON.stringify(old[name])) form.current.setValue(name, theirs[name])
    }
    setBefore(base.data)
    setBase(now)
  }
  async function done() {
    await changed(id)
    await navigate(`/organisations/${organisation}/employees/${id}`)
  }
  const back = (
    <Link className="button button-secondary" to=".." relative="path">
      {say('cancel')}
    </Link>
  )
  return (
    <Page title={say('edit', { name: nameOf(loaded.data) })}>
      <Form<MasterData, void>
        defaults={valuesOf(loaded.data)}
        submit={say('save')}
        send={send}
        done={done}
        reload={reload}
        now={before && <Theirs before={before} now={base.data} />}
        other={back}
      >
        {(handle) => {
          form.current = handle
          return (
            <>
              <PersonFields kept={national_id} existing />
              <WorkFields manager={manager_name} />
            </>
          )
        }}
      </Form>
    </Page>
  )
}
