import { useState } from 'react'
import { Link } from 'react-router'
import { problemOf } from '../api/problem'
import type { EmploymentCategory, Organisation } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { today } from '../i18n/format'
import { useOrganisationOf } from '../organisation/api'
import { useMay, useOrganisation } from '../session/me'
import { Form } from '../ui/Form'
import { Page } from '../ui/Page'
import { createEmployee, useCategories, useChangedEmployee } from './api'
import { EmploymentFields } from './EmploymentFields'
import './employee.css'
import { useFormTexts } from './formTexts'
import { type NewValues, nothing, toNew } from './formValues'
import { offered } from './IdentityChoice'
import { IdentityFields } from './IdentityFields'
import { type Choice, chooseFor } from './identity'
import { PersonFields } from './PersonFields'
import { Receipt, type Result } from './Receipt'
import { WorkFields } from './WorkFields'

/** A new employee in one form, and what happens then (E1-E4, U1). */
export default function New() {
  const organisation = useOrganisation()
  const settings = useOrganisationOf(organisation)
  const categories = useCategories(organisation)
  const [result, setResult] = useState<Result>()
  const [count, setCount] = useState(0)
  function another() {
    setResult(undefined)
    setCount(count + 1)
  }
  return (
    <LoadedPage query={settings}>
      {({ data }) =>
        result ? (
          <Receipt result={result} organisation={data} another={another} />
        ) : (
          <LoadedPage query={categories}>
            {(all) => <NewForm key={count} organisation={data} categories={all} done={setResult} again={count > 0} />}
          </LoadedPage>
        )
      }
    </LoadedPage>
  )
}

type Props = { organisation: Organisation; categories: EmploymentCategory[]; done: (result: Result) => void; again: boolean }

function NewForm({ organisation, categories, done, again }: Props) {
  const say = useFormTexts()
  const may = useMay()
  const changed = useChangedEmployee(organisation.id)
  const mayChoose = may('identity.choose')
  const kinds = offered(organisation)
  const kind = !mayChoose ? 'later' : kinds.length === 1 && kinds[0] ? kinds[0] : ''

  // Two steps, each under a key of its own: when the second fails the employee is there all the same.
  async function send(values: NewValues, key: string): Promise<Result> {
    const employee = await createEmployee(organisation.id, toNew(values), key)
    const choice: Choice = { kind: values.kind, user_name: values.user_name, key: `${key}-identity` }
    try {
      return { employee, choice, chosen: await chooseFor(organisation.id, employee.id, choice) }
    } catch (thrown) {
      return { employee, choice, problem: problemOf(thrown) }
    }
  }
  async function finish(result: Result) {
    done(result)
    await changed()
  }
  return (
    <Page title={say('create')} lead={say('create_lead')} fresh={again}>
      <Form<NewValues, Result>
        defaults={{
          ...nothing,
          employments: [{ category: '', starts_on: today(), ends_on: '', sponsor: '' }],
          kind,
          user_name: '',
        }}
        submit={say('create')}
        send={send}
        done={finish}
        other={
          <Link className="button button-secondary" to=".." relative="path">
            {say('cancel')}
          </Link>
        }
      >
        <PersonFields />
        <WorkFields />
        <EmploymentFields categories={categories} />
        {mayChoose && <IdentityFields organisation={organisation} later />}
      </Form>
    </Page>
  )
}
