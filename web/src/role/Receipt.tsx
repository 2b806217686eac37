import { Link } from 'react-router'
import type { RoleGrant } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { Page } from '../ui/Page'
import { useAdministrators } from './api'
import { useTexts } from './texts'
import { useWords } from './words'

/** Receipt says who was given what, who is told (A7), and whether the organisation still has too few administrators (A1). */
export function Receipt({ grant, another }: { grant: RoleGrant; another: () => void }) {
  const say = useTexts()
  const words = useWords()
  const few = useAdministrators(useOrganisation(), false).first?.warnings.includes('few_administrators')
  const { name } = grant
  return (
    <Page title={say('appointed', { name })} fresh>
      <Alert kind="success">
        <p>{say('appointed_what', { name, role: words.role(grant.role), place: words.place(grant), period: words.period(grant) })}</p>
        <p>{say('told', { name })}</p>
      </Alert>
      {few && (
        <Alert kind="warning">
          <p>{say('still_few')}</p>
        </Alert>
      )}
      {grant.role === 'organisation_administrator' && <p>{say('also', { name })}</p>}
      <div className="button-group">
        <Link className="button button-primary" to=".." relative="path">
          {say('to_list')}
        </Link>
        <Link className="button button-secondary" to={`?employee=${grant.employee_id}`} onClick={another}>
          {say('more_roles', { name })}
        </Link>
        <Link className="button button-secondary" to="." onClick={another}>
          {say('another')}
        </Link>
      </div>
    </Page>
  )
}
