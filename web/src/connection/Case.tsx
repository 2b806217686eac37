import { Link, useParams } from 'react-router'
import type { Connection } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { instant } from '../i18n/format'
import { Company } from '../ui/Company'
import { Facts } from '../ui/Facts'
import { Page } from '../ui/Page'
import { CaseDocuments } from './CaseDocuments'
import { useCase } from './caseApi'
import { useCaseTexts } from './caseTexts'
import './connection.css'
import { Decide } from './Decide'
import { People } from './People'
import { StateTag } from './StateTag'
import { useTexts } from './texts'

/** Case is one manual case: what must be decided, on what ground, and the decision (C10). */
export default function Case() {
  const { connection = '' } = useParams()
  const say = useCaseTexts()
  const query = useCase(connection)
  return (
    <LoadedPage query={query}>
      {({ data: c, etag }) => (
        <Page title={say('case_of', { name: c.company?.name ?? '' })}>
          <div role="status">
            <StateTag state={c.state} />
          </div>
          <About connection={c} />
          <section aria-labelledby="documents">
            <h2 id="documents" className="h3">
              {say('documents')}
            </h2>
            <CaseDocuments connection={c} />
          </section>
          <section aria-labelledby="people">
            <h2 id="people" className="h3">
              {say('people')}
            </h2>
            <People connection={c} />
          </section>
          {c.company && (
            <section aria-labelledby="register">
              <h2 id="register" className="h3">
                {say('register')}
              </h2>
              <Company company={c.company} />
            </section>
          )}
          {c.actions.includes('decide') && <Decide connection={c} etag={etag} again={query.refetch} />}
          <p>
            <Link to="/operator/cases">{say('back')}</Link>
          </p>
        </Page>
      )}
    </LoadedPage>
  )
}

function About({ connection: c }: { connection: Connection }) {
  const say = useCaseTexts()
  const reason = useTexts()('word_reason')
  const role = c.applicant_role === 'representative' ? ` (${say('is_representative').toLowerCase()})` : ''
  return (
    <>
      <Facts
        facts={[
          [say('applicant'), `${c.applicant_name}, ${c.contact_email}${role}`],
          [say('sent'), c.submitted_at && instant(c.submitted_at)],
          [reason, c.reason],
        ]}
      />
      {c.state === 'manual_case' && (
        <section aria-labelledby="question">
          <h2 id="question" className="h3">
            {say('question')}
          </h2>
          <ul>
            {c.representatives.some(({ state }) => state === 'unknown') && <li>{say('question_signing')}</li>}
            {c.required_approvals === 0 && <li>{say('question_required')}</li>}
          </ul>
        </section>
      )}
    </>
  )
}
