import { useEffect, useRef, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { Employee, Termination } from '../../api/schema.gen'
import { LoadedPage } from '../../app/LoadedPage'
import { useMe, useOrganisation } from '../../session/me'
import { Alert } from '../../ui/Alert'
import { Form } from '../../ui/Form'
import { TextArea, TextField } from '../../ui/fields'
import { Loaded } from '../../ui/Loaded'
import { Page } from '../../ui/Page'
import { useChangedEmployee, useEmployee } from '../api'
import { terminate, useTermination, type Whose } from './api'
import { Ends } from './Ends'
import { MustReturn } from './MustReturn'
import { useTerminateTexts } from './terminateTexts'
import './profile.css'

/** Terminate shows all that ends, ends it, and shows what ended (L5). An emergency: nothing holds it up. */
export default function Terminate() {
  const whose = { organisation: useOrganisation(), employee: useParams().employee ?? '' }
  const query = useEmployee(whose.organisation, whose.employee)
  const [done, setDone] = useState<Termination>()
  return (
    <LoadedPage query={query}>
      {({ data }) => (done ? <Receipt whose={whose} employee={data} done={done} /> : <Before whose={whose} employee={data} setDone={setDone} />)}
    </LoadedPage>
  )
}

type Values = { reason: string; comment: string }
type BeforeProps = { whose: Whose; employee: Employee; setDone: (done: Termination) => void }

function Before({ whose, employee, setDone }: BeforeProps) {
  const say = useTerminateTexts()
  const changed = useChangedEmployee(whose.organisation)
  const me = useMe().data
  const name = `${employee.given_name} ${employee.family_name}`
  const back = (
    <Link className="button button-secondary" to={`/organisations/${whose.organisation}/employees/${employee.id}`}>
      {say('cancel')}
    </Link>
  )
  if (!employee.actions.includes('terminate')) {
    return (
      <Page title={say('title', { name })} lead={say(employee.status === 'ended' ? 'already' : 'not_possible')}>
        {back}
      </Page>
    )
  }
  return (
    <Page title={say('title', { name })} lead={say('lead')}>
      {me?.employee_id === employee.id && <Alert kind="warning">{say('yourself')}</Alert>}
      <Preview whose={whose} />
      <Form<Values, Termination>
        defaults={{ reason: say('reason_default'), comment: '' }}
        submit={say('go', { name: employee.given_name })}
        send={({ reason, comment }, key) => terminate(whose, comment ? { reason, comment } : { reason }, key)}
        done={(termination) => {
          setDone(termination)
          void changed(whose.employee)
        }}
        other={back}
      >
        <TextField name="reason" label={say('reason')} hint={say('reason_logged')} required maxLength={1000} />
        <TextArea name="comment" label={say('comment')} hint={say('comment_hint')} rows={3} maxLength={2000} />
      </Form>
    </Page>
  )
}

function Preview({ whose }: { whose: Whose }) {
  const say = useTerminateTexts()
  const query = useTermination(whose)
  return (
    <section aria-labelledby="ends" className="ends">
      <h2 id="ends" className="h3">
        {say('ends')}
      </h2>
      <Loaded query={query}>
        {(preview) => (
          <>
            {preview.last_administrator && (
              <Alert kind="warning" title={say('last_administrator')}>
                {say('last_administrator_why')}
              </Alert>
            )}
            <Ends ends={preview.ends} />
            <MustReturn returns={preview.returns} />
            {preview.private_identity && <Alert kind="info">{say('private_identity')}</Alert>}
          </>
        )}
      </Loaded>
    </section>
  )
}

function Receipt({ whose, employee, done }: { whose: Whose; employee: Employee; done: Termination }) {
  const say = useTerminateTexts()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  const name = `${employee.given_name} ${employee.family_name}`
  const base = `/organisations/${whose.organisation}/employees`
  return (
    <Page title={say('done', { name })}>
      <div ref={place} tabIndex={-1} role="status" className="said">
        <Alert kind="success">{say('done_why')}</Alert>
        {done.last_administrator && <Alert kind="warning">{say('last_administrator_done')}</Alert>}
        {done.private_identity && <Alert kind="info">{say('private_identity')}</Alert>}
      </div>
      <section aria-labelledby="ended">
        <h2 id="ended" className="h3">
          {say('ended')}
        </h2>
        <Ends ends={done.ends} />
        <MustReturn returns={done.returns} />
      </section>
      <div className="button-group">
        <Link className="button button-primary" to={base}>
          {say('to_list')}
        </Link>
        <Link className="button button-secondary" to={`${base}/${employee.id}`}>
          {say('to_employee', { name })}
        </Link>
      </div>
    </Page>
  )
}
