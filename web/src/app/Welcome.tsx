import { Page } from '../ui/Page'
import { useInstallation } from '../ui/Support'
import { useTexts } from './texts'

/** Welcome is what somebody sees who is not signed in. */
export function Welcome() {
  const say = useTexts()
  const demo = useInstallation().data?.demo
  return (
    <Page title={say('welcome')} lead={say('welcome_lead')}>
      <section>
        <h2>{say('welcome_employee')}</h2>
        <p>{say('welcome_employee_why')}</p>
        <a className="button button-primary" href="/signin">
          {say('sign_in')}
        </a>
      </section>
      <section>
        <h2>{say('welcome_connect')}</h2>
        <p>{say('welcome_connect_why')}</p>
        <a className="button button-secondary" href="/connections/new">
          {say('welcome_connect_go')}
        </a>
      </section>
      {demo && (
        <section>
          <h2 className="h4">{say('demo')}</h2>
          <ul className="nobullet-list">
            <li>
              <a href="/demo/people">{say('demo_people')}</a>
            </li>
            <li>
              <a href="/demo/mailbox">{say('demo_mailbox')}</a>
            </li>
          </ul>
        </section>
      )}
    </Page>
  )
}
