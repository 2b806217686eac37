import { Link, useLocation } from 'react-router'
import type { Connection } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useMe } from '../session/me'
import { Alert } from '../ui/Alert'
import { Company } from '../ui/Company'
import { Page } from '../ui/Page'
import { AddRepresentative } from './AddRepresentative'
import type { Read } from './api'
import { Documents } from './Documents'
import { useFollowingTexts } from './followingTexts'
import { People } from './People'
import { Reopen } from './Reopen'
import { StateTag } from './StateTag'
import { useTexts } from './texts'
import { Withdraw } from './Withdraw'

/** Following is a request once it was sent: how far it is, who has answered, and what the applicant can do. */
export function Following({ read }: { read: Read }) {
  const say = useFollowingTexts()
  const common = useTexts()
  const location = useLocation()
  const c = read.data
  const sent = (location.state as { sent?: boolean } | null)?.sent && c.state === 'awaiting_approval'
  const waits = c.state === 'awaiting_approval' || c.state === 'manual_case'
  return (
    <Page title={c.company ? say('title', { name: c.company.name }) : common('unnamed')}>
      {sent && (
        <Alert kind="success" live title={say('sent')}>
          <p>{say('told', { email: c.contact_email })}</p>
        </Alert>
      )}
      <p>
        <StateTag state={c.state} />
      </p>
      {c.state !== 'connected' && <p className="font-lead">{c.state_text}</p>}
      {c.kind === 'reappointment' && waits && <p>{say('reappointment')}</p>}
      {c.reason && (
        <p>
          <strong>{say('reason')}:</strong> {c.reason}
        </p>
      )}
      {waits && <Waiting connection={c} sent={Boolean(sent)} />}
      {c.state === 'connected' && <Connected connection={c} />}
      {c.actions.includes('reopen') && <p>{common('reopen_why')}</p>}
      <Reopen connection={c} />
      <section aria-labelledby="people">
        <h2 id="people" className="h3">
          {say('people')}
        </h2>
        <People connection={c} />
        {c.actions.includes('add_representative') && <AddRepresentative connection={c.id} />}
      </section>
      <Documents connection={c} />
      {c.company && (
        <section aria-labelledby="company">
          <h2 id="company" className="h3">
            {say('company')}
          </h2>
          <Company company={c.company} />
        </section>
      )}
      <section>
        <Withdraw connection={c} />
      </section>
    </Page>
  )
}

function Waiting({ connection: c, sent }: { connection: Connection; sent: boolean }) {
  const say = useFollowingTexts()
  const waiting = c.representatives.filter(({ state }) => state === 'pending')
  const { approvals_given: given, required_approvals: required } = c
  return (
    <section aria-labelledby="now">
      <h2 id="now" className="h3">
        {say('now_what')}
      </h2>
      <p>{required > 0 ? say('given', { given, required }) : say('given_unknown', { count: given })}</p>
      {waiting.length > 0 && (
        <p>{say('written_to', { count: waiting.length, names: waiting.map(({ name, email }) => `${name} (${email})`).join(', ') })}</p>
      )}
      {c.state === 'awaiting_approval' && <p>{say('until', { date: day(c.expires_on) })}</p>}
      {!sent && <p>{say('told', { email: c.contact_email })}</p>}
      {c.applicant_role === 'representative' && waiting.length > 0 && (
        <>
          <p>{say('approve_self')}</p>
          <Link className="button button-primary" to="/approvals">
            {say('approve_self_go')}
          </Link>
        </>
      )}
    </section>
  )
}

function Connected({ connection: c }: { connection: Connection }) {
  const say = useFollowingTexts()
  const mine = useMe().data?.organisations.some(({ id }) => id === c.organisation_id)
  const names = c.administrators.map((a) => `${a.given_name} ${a.family_name}`).join(', ')
  return (
    <Alert kind="success" title={say('connected')}>
      <p>{say('connected_why', { names })}</p>
      {mine && (
        <p>
          <Link to={`/organisations/${c.organisation_id}`}>{say('open', { name: c.company?.name ?? '' })}</Link>
        </p>
      )}
    </Alert>
  )
}
