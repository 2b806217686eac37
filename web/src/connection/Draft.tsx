import { useEffect, useRef } from 'react'
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router'
import { day } from '../i18n/format'
import { Page } from '../ui/Page'
import type { Read } from './api'
import { CompanyStep } from './CompanyStep'
import { useDraftTexts } from './draftTexts'
import { PeopleStep } from './PeopleStep'
import { SummaryStep } from './SummaryStep'
import { isStep, resumeAt, type StepName, stepOf, steps } from './steps'
import { TermsStep } from './TermsStep'

/** What each step is given: the draft, the way to read it again, and where to go when it is done. */
export type StepProps = { read: Read; again: () => Promise<Read | undefined>; next: () => Promise<void>; leave: () => Promise<void> }

const parts = { company: CompanyStep, people: PeopleStep, terms: TermsStep, summary: SummaryStep }

/** Draft is a request while it is written: four steps, each kept on its own (C6), named in the address. */
export function Draft({ read, again }: { read: Read; again: () => Promise<Read | undefined> }) {
  const say = useDraftTexts()
  const navigate = useNavigate()
  const [query] = useSearchParams()
  const c = read.data
  const asked = query.get('step')
  const step = isStep(asked) ? asked : resumeAt(c.missing)
  const Part = parts[step]

  async function next() {
    await navigate(`/connections/${c.id}?step=${steps[steps.indexOf(step) + 1] ?? 'summary'}`)
  }
  return (
    <Page title={c.company ? say('title', { name: c.company.name }) : say('new')} lead={say('kept', { date: day(c.expires_on) })}>
      <nav aria-label={say('steps')}>
        <ol className="wizard">
          {steps.map((name) => {
            const done = name !== 'summary' && !c.missing.some((pointer) => stepOf(pointer) === name)
            return (
              <li key={name} className={done ? 'done' : undefined}>
                <Link to={`/connections/${c.id}?step=${name}`} aria-current={name === step ? 'step' : undefined}>
                  {say(name)}
                </Link>
                {done && <span className="sr-only"> ({say('step_done')})</span>}
              </li>
            )
          })}
        </ol>
      </nav>
      <section aria-labelledby="step">
        <StepHead key={step} step={step} />
        <Part key={`${step}-part`} read={read} again={again} next={next} leave={async () => void (await navigate('/connections'))} />
      </section>
    </Page>
  )
}

// StepHead takes the focus when somebody has come from another step, or gives it to the field that the address names.
function StepHead({ step }: { step: StepName }) {
  const say = useDraftTexts()
  const head = useRef<HTMLHeadingElement>(null)
  const { hash, key } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: only on arrival, whatever the address becomes later
  useEffect(() => {
    const field = hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null
    if (field) field.focus()
    else if (key !== 'default') head.current?.focus()
  }, [])
  return (
    <h2 id="step" ref={head} tabIndex={-1} className="step-head h3">
      {say('step', { n: steps.indexOf(step) + 1, name: say(step) })}
    </h2>
  )
}
