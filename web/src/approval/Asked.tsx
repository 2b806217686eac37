import { useTranslation } from 'react-i18next'
import type { Approval } from '../api/schema.gen'
import { cvr, day } from '../i18n/format'
import { useAct } from '../ui/act'
import { Company } from '../ui/Company'
import { Page } from '../ui/Page'
import { Trouble } from '../ui/Trouble'
import { useAnswer } from './api'
import { Decline } from './Decline'
import { TermsText } from './TermsText'
import { useTexts } from './texts'

/** Asked says what a management representative is asked and what a yes means, and takes the answer (C4). Made for a phone. */
export function Asked({ approval: a }: { approval: Approval }) {
  const say = useTexts()
  const { i18n } = useTranslation()
  const { approve } = useAnswer(a.id)
  const { act, pending, problem } = useAct(approve)
  const name = a.company?.name ?? ''
  const names = new Intl.ListFormat(i18n.language).format(a.administrators)
  return (
    <Page
      title={name ? say('title', { name }) : say('title_unnamed')}
      lead={say(a.kind === 'reappointment' ? 'what_reappointment' : 'what', { applicant: a.applicant_name, name })}
    >
      {a.company && <p>CVR {cvr(a.company.cvr)}</p>}
      <h2 className="h4">{say('means')}</h2>
      <ul>
        <li>{say(a.administrators.length > 1 ? 'means_many' : 'means_administrators', { names })}</li>
        {a.terms_version && <li>{say('means_terms', { version: a.terms_version })}</li>}
        {a.required_approvals > 1 && <li>{say('means_several', { given: a.approvals_given, required: a.required_approvals })}</li>}
      </ul>
      {problem && <Trouble error={problem} />}
      <div className="answers">
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void act('approve')}>
          {say('approve')}
        </button>
        <Decline approval={a} />
      </div>
      <p>
        {say('until', { date: day(a.expires_on) })}. {say('unknown')}
      </p>
      {a.terms_version && <TermsText version={a.terms_version} />}
      {a.company && (
        <details>
          <summary>{say('company_read')}</summary>
          <Company company={a.company} />
        </details>
      )}
    </Page>
  )
}
