import { Link } from 'react-router'
import { LoadedPage } from '../app/LoadedPage'
import { cvr, day } from '../i18n/format'
import { Page } from '../ui/Page'
import { useApprovals } from './api'
import './approval.css'
import { useTexts } from './texts'

/** Approvals is what waits for the signed-in person's answer as management representative (C4). */
export default function Approvals() {
  const say = useTexts()
  const query = useApprovals()
  return (
    <LoadedPage query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <Page title={say('mine')}>
            <h2 className="h3">{say('none')}</h2>
            <p>{say('none_why')}</p>
          </Page>
        ) : (
          <Page title={say('mine')} lead={say('list_lead')}>
            <ul className="asked nobullet-list">
              {data.map(({ id, company, applicant_name, expires_on }) => (
                <li key={id}>
                  <h2 className="h3">{company?.name}</h2>
                  {company && <p>CVR {cvr(company.cvr)}</p>}
                  <p>{say('asked_by', { name: applicant_name })}</p>
                  <p>{say('until', { date: day(expires_on) })}</p>
                  <Link className="button button-primary" to={`/approvals/${id}`} aria-label={`${say('look')}: ${company?.name ?? ''}`}>
                    {say('look')}
                  </Link>
                </li>
              ))}
            </ul>
          </Page>
        )
      }
    </LoadedPage>
  )
}
