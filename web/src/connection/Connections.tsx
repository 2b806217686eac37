import { Link } from 'react-router'
import type { Connection } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { cvr, day } from '../i18n/format'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { useConnections } from './api'
import './connection.css'
import { useMissing } from './Missing'
import { Reopen } from './Reopen'
import { StateTag } from './StateTag'
import { inOrder } from './steps'
import { useTexts } from './texts'
import { Withdraw } from './Withdraw'

/** Connections is what the signed-in person has begun, and how far each is (C6). */
export default function Connections() {
  const say = useTexts()
  const list = useConnections()
  const begin = (
    <Link className="button button-primary" to="/connections/new">
      {say('begin')}
    </Link>
  )
  return (
    <LoadedPage query={list}>
      {() =>
        list.rows?.length === 0 ? (
          <Page title={say('mine')}>
            <h2 className="h3">{say('none')}</h2>
            <p>{say('none_why')}</p>
            {begin}
          </Page>
        ) : (
          <Page title={say('mine')} lead={say('mine_lead')} actions={begin}>
            <ul className="requests nobullet-list">
              {list.rows?.map((each) => (
                <Entry key={each.id} connection={each} />
              ))}
            </ul>
            <More list={list} />
          </Page>
        )
      }
    </LoadedPage>
  )
}

function Entry({ connection }: { connection: Connection }) {
  const say = useTexts()
  const words = useMissing()
  const { id, state, company, missing } = connection
  const waits = state === 'awaiting_approval' || state === 'manual_case'
  return (
    <li>
      <h2 className="h3">
        <Link to={`/connections/${id}`}>{company?.name ?? say('unnamed')}</Link>
      </h2>
      <p>
        <StateTag state={state} /> {company && <span>CVR {cvr(company.cvr)}</span>}
      </p>
      <p>{connection.state_text}</p>
      {missing.length > 0 && (
        <p>
          {say('missing')}: {inOrder(missing).map(words).join('; ')}.
        </p>
      )}
      {(state === 'draft' || state === 'awaiting_approval') && (
        <p>{say(state === 'draft' ? 'until' : 'answer_until', { date: day(connection.expires_on) })}</p>
      )}
      <div className="button-group">
        {(state === 'draft' || waits) && (
          <Link className={`button ${state === 'draft' ? 'button-primary' : 'button-secondary'}`} to={`/connections/${id}`}>
            {say(state === 'draft' ? 'go_on' : 'see')}
          </Link>
        )}
        <Reopen connection={connection} />
        <Withdraw connection={connection} />
      </div>
    </li>
  )
}
