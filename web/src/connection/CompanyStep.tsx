import { useState } from 'react'
import { Problem, problemOf } from '../api/problem'
import type { Company as CompanyOfRegister } from '../api/schema.gen'
import { cvr } from '../i18n/format'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { Company } from '../ui/Company'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Trouble } from '../ui/Trouble'
import { lookUp, useChange } from './api'
import type { StepProps } from './Draft'
import { useDraftTexts } from './draftTexts'
import { Stale } from './Stale'

/** CompanyStep looks the company up and takes it into the draft (C2). */
export function CompanyStep({ read, again, next }: StepProps) {
  const say = useDraftTexts()
  const [found, setFound] = useState<CompanyOfRegister | undefined>(read.data.company)
  const change = useChange(read.data.id)
  const { act, pending, problem } = useAct((number: string) => change({ cvr: number }, read.etag))

  async function use(company: CompanyOfRegister) {
    const result = await act(company.cvr)
    if (result.ok) return next()
    if (result.problem?.code === 'stale') await again()
  }
  return (
    <>
      <Form<{ cvr: string }, CompanyOfRegister>
        defaults={{ cvr: found ? cvr(found.cvr) : (read.data.cvr ?? '') }}
        submit={say('look_up')}
        send={({ cvr: typed }) => atField(() => lookUp(typed.replaceAll(/\s/g, '')))}
        done={setFound}
      >
        <TextField name="cvr" label={say('cvr')} hint={say('cvr_hint')} inputMode="numeric" maxLength={14} chars={16} required />
      </Form>
      {found && (
        <section aria-labelledby="found" role="status">
          <p className="weight-semibold">{say('found')}</p>
          <h3 id="found" className="h4">
            {found.name}
          </h3>
          {found.ceased && (
            <Alert kind="error" title={say('ceased')}>
              <p>{say('ceased_why')}</p>
            </Alert>
          )}
          <Company company={found} />
          {problem?.code === 'stale' ? <Stale /> : problem && <Trouble error={problem} />}
          {problem?.code === 'cvr_taken' && <p>{say('taken_why')}</p>}
          {!found.ceased && (
            <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void use(found)}>
              {say('use')}
            </button>
          )}
        </section>
      )}
    </>
  )
}

// atField puts what is wrong with the number at its field; what is too short for an address is no CVR number either.
async function atField<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (thrown) {
    const { status, code, detail } = problemOf(thrown)
    const about = ['cvr_invalid', 'company_unknown', 'not_found'].includes(code)
    const named = code === 'not_found' ? 'cvr_invalid' : code
    throw about ? new Problem({ status, code: named, detail, errors: [{ pointer: '/cvr', code: named, detail }] }) : thrown
  }
}
