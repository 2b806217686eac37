import type { ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Connection } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { Company } from '../ui/Company'
import { Facts } from '../ui/Facts'
import { Trouble } from '../ui/Trouble'
import { useStep } from './api'
import type { StepProps } from './Draft'
import { useDraftTexts } from './draftTexts'
import { Missing } from './Missing'
import { People } from './People'
import { Stale } from './Stale'
import type { StepName } from './steps'
import { Withdraw } from './Withdraw'

/** SummaryStep shows all that will be sent, with the way back to each part, and sends it (C3). */
export function SummaryStep({ read, again, leave }: StepProps) {
  const say = useDraftTexts()
  const navigate = useNavigate()
  const c = read.data
  const { act, pending, problem } = useAct(useStep(c.id))

  async function submit() {
    const result = await act({ step: 'submit', version: c.version })
    if (result.ok) return navigate(`/connections/${c.id}`, { state: { sent: true } })
    if (result.problem?.status === 412 || result.problem?.code === 'connection_incomplete') await again()
  }
  return (
    <>
      {c.missing.length > 0 && (
        <Alert kind="warning" title={say('still_missing')}>
          <Missing connection={c.id} pointers={c.missing} />
        </Alert>
      )}
      <Part of={c} step="company">
        {c.company ? <Company company={c.company} /> : <p>{say('no_company')}</p>}
      </Part>
      <Part of={c} step="people">
        <Facts facts={[[say('contact'), c.contact_email]]} />
        <People connection={c} />
      </Part>
      <Part of={c} step="terms">
        <p>{c.terms ? say('accepted', { version: c.terms.version, at: instant(c.terms.accepted_at) }) : say('not_accepted')}</p>
      </Part>
      <section>
        {problem?.code === 'stale' ? <Stale /> : problem && <Trouble error={problem} />}
        {c.missing.length === 0 && <p>{say('send_why')}</p>}
        <div className="button-group">
          {c.missing.length === 0 && (
            <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void submit()}>
              {say('send')}
            </button>
          )}
          <Withdraw connection={c} done={() => void leave()} />
        </div>
      </section>
    </>
  )
}

function Part({ of, step, children }: { of: Connection; step: Exclude<StepName, 'summary'>; children: ReactNode }) {
  const say = useDraftTexts()
  return (
    <section>
      <div className="review-head">
        <h3 className="h4">{say(step)}</h3>
        <Link to={`/connections/${of.id}?step=${step}`} aria-label={say('fix_what', { what: say(step) })}>
          {say('fix')}
        </Link>
      </div>
      {children}
    </section>
  )
}
