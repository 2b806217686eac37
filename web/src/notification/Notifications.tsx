import { Link, useSearchParams } from 'react-router'
import type { Notification } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { instant } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { useNotifications } from './api'
import { useSubject } from './subjects'
import { useTexts } from './texts'

const states = ['waiting', 'sent', 'failed', 'bounced'] as const
const colours = { waiting: 'waiting', sent: 'good', failed: 'bad', bounced: 'bad' } as const

/** Notifications are the mails to an organisation's people, and whether they arrived (N1). */
export default function Notifications() {
  const say = useTexts()
  const [params, setParams] = useSearchParams()
  const state = states.find((one) => one === params.get('state'))
  const list = useNotifications(useOrganisation(), state)
  return (
    <Page title={say('notifications')} lead={say('lead')}>
      <div className="form-group">
        <label className="form-label" htmlFor="state">
          {say('state')}
        </label>
        <select
          id="state"
          className="form-select"
          value={state ?? ''}
          onChange={(event) => setParams(event.target.value ? { state: event.target.value } : {}, { replace: true, preventScrollReset: true })}
        >
          <option value="">{say('all')}</option>
          {states.map((one) => (
            <option key={one} value={one}>
              {say(one)}
            </option>
          ))}
        </select>
      </div>
      <LoadedPage query={list}>
        {() => (list.rows?.length ? <Rows rows={list.rows} /> : <p role="status">{say(state ? 'none_found' : 'none')}</p>)}
      </LoadedPage>
      <More list={list} />
    </Page>
  )
}

function Rows({ rows }: { rows: Notification[] }) {
  const say = useTexts()
  const subject = useSubject()
  const may = useMay()
  const to = ({ person, person_name }: Notification) => {
    if (!person_name) return say('outsider')
    return may('employee.read') ? (
      <Link to={`../employees/${person}`} relative="path">
        {person_name}
      </Link>
    ) : (
      person_name
    )
  }
  return (
    <Table
      caption={say('notifications')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { title: say('when'), cell: ({ created_at }) => instant(created_at) },
        { title: say('about'), header: true, cell: ({ template }) => subject(template) },
        { title: say('to'), cell: to },
        { title: say('how'), cell: (notification) => <State notification={notification} /> },
      ]}
    />
  )
}

function State({ notification: { state, problem } }: { notification: Notification }) {
  const say = useTexts()
  const known = states.find((one) => one === state)
  const problems = ['no_address', 'address_unusable', 'mail_server_unreachable'] as const
  const why = problems.find((one) => one === problem)
  return (
    <>
      {known ? <Tag kind={colours[known]}>{say(known)}</Tag> : <Tag>{state}</Tag>}
      {problem && <div>{why ? say(why) : say('mail_server', { problem })}</div>}
    </>
  )
}
