import { useState } from 'react'
import { Link } from 'react-router'
import type { Problem } from '../api/problem'
import { useSentences } from '../api/problems'
import type { ChosenIdentity, Employee, Organisation } from '../api/schema.gen'
import { day } from '../i18n/format'
import { Alert } from '../ui/Alert'
import { Form } from '../ui/Form'
import { Page } from '../ui/Page'
import { useChangedEmployee } from './api'
import { useFormTexts } from './formTexts'
import type { IdentityChoice } from './formValues'
import { IdentityFields } from './IdentityFields'
import { type Choice, chooseFor } from './identity'
import { NextSteps } from './NextSteps'
import { nameOf } from './Rows'

export type Result = { employee: Employee; choice: Choice; chosen?: ChosenIdentity | undefined; problem?: Problem }

/** Receipt says what was made and what happens now. When only the way to sign in failed, that part can be tried again here. */
export function Receipt({ result, organisation, another }: { result: Result; organisation: Organisation; another: () => void }) {
  const say = useFormTexts()
  const [{ employee, choice, chosen, problem }, setResult] = useState(result)
  const name = nameOf(employee)
  const first = employee.employments[0]
  return (
    <Page title={say('created')} fresh>
      <Alert kind="success">
        <p>{say('created_who', { name })}</p>
        {first && (
          <p>
            {first.ends_on
              ? say('employed_until', { from: day(first.starts_on), until: day(first.ends_on) })
              : say('employed', { from: day(first.starts_on) })}
          </p>
        )}
      </Alert>
      {employee.hints?.includes('national_id_check_digit') && (
        <Alert kind="warning">
          <p>{say('check_digit')}</p>
        </Alert>
      )}
      {problem ? (
        <Again
          problem={problem}
          organisation={organisation}
          employee={employee}
          choice={choice}
          done={(chosen) => setResult({ employee, choice, chosen })}
        />
      ) : (
        <NextSteps employee={employee} chosen={chosen} />
      )}
      <div className="button-group">
        <Link className={`button ${problem ? 'button-secondary' : 'button-primary'}`} to={`../${employee.id}`} relative="path">
          {say('to_employee')}
        </Link>
        <button type="button" className="button button-secondary" onClick={another}>
          {say('another')}
        </button>
        <Link className="button button-secondary" to=".." relative="path">
          {say('to_list')}
        </Link>
      </div>
    </Page>
  )
}

type AgainProps = {
  problem: Problem
  organisation: Organisation
  employee: Employee
  choice: Choice
  done: (chosen: ChosenIdentity) => void
}

// Again repeats the choice of identity. The same choice goes under the key of the first try: its answer may only have been lost.
function Again({ problem, organisation, employee, choice, done }: AgainProps) {
  const say = useFormTexts()
  const sentences = useSentences()
  const changed = useChangedEmployee(organisation.id)
  const same = ({ kind, user_name }: IdentityChoice) => kind === choice.kind && user_name === choice.user_name
  return (
    <>
      <Alert kind="error" live title={say('identity_failed')}>
        <p>{sentences.of(problem)}</p>
        <p>{say('identity_failed_why')}</p>
      </Alert>
      <Form<IdentityChoice, ChosenIdentity | undefined>
        defaults={{ kind: choice.kind, user_name: choice.user_name }}
        submit={say('choose_again')}
        send={(typed, key) => chooseFor(organisation.id, employee.id, { ...typed, key: same(typed) ? choice.key : key })}
        done={async (chosen) => {
          if (!chosen) return
          done(chosen)
          await changed(employee.id)
        }}
      >
        <IdentityFields organisation={organisation} name={{ given: employee.given_name, family: employee.family_name }} />
      </Form>
    </>
  )
}
