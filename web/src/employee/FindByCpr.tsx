import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { Employee } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Trouble } from '../ui/Trouble'
import { findByNationalId } from './api'
import { useTexts } from './texts'

/** FindByCpr looks for a full CPR number. It lives in this field and in the body of one request, nowhere else (E9). */
export function FindByCpr() {
  const say = useTexts()
  const organisation = useOrganisation()
  const [typed, setTyped] = useState('')
  const [found, setFound] = useState<Employee>()
  const { act, pending, problem, forget } = useAct((value: string) => findByNationalId(organisation, { kind: 'cpr', value }))

  async function find(event: FormEvent) {
    event.preventDefault()
    setFound(undefined)
    const answer = await act(typed)
    if (answer.ok) setFound(answer.data)
  }
  const wrong = problem?.status === 422 || problem?.status === 400
  return (
    <details>
      <summary>{say('by_cpr')}</summary>
      <form noValidate autoComplete="off" onSubmit={(event) => void find(event)}>
        <div className={`form-group${wrong ? ' form-error' : ''}`}>
          <label className="form-label" htmlFor="cpr">
            {say('cpr')}
          </label>
          <span className="form-hint" id="cpr-hint">
            {say('by_cpr_hint')}
          </span>
          {wrong && (
            <span className="form-error-message" id="cpr-error" role="alert">
              {say('cpr_wrong')}
            </span>
          )}
          <div className="find">
            <input
              className="form-input input-char-16"
              id="cpr"
              inputMode="numeric"
              autoComplete="off"
              spellCheck={false}
              maxLength={20}
              aria-describedby={wrong ? 'cpr-hint cpr-error' : 'cpr-hint'}
              aria-invalid={wrong || undefined}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value)
                setFound(undefined)
                forget()
              }}
            />
            <button type="submit" className="button button-secondary" aria-busy={pending}>
              {say('find')}
            </button>
          </div>
        </div>
        {problem && !wrong && problem.status !== 404 && <Trouble error={problem} />}
        <p role="status">
          {problem?.status === 404 && say('not_found')}
          {found && <Link to={found.id}>{say('found', { name: `${found.given_name} ${found.family_name}` })}</Link>}
        </p>
      </form>
    </details>
  )
}
