import { Form } from '../ui/Form'
import { Page } from '../ui/Page'
import { PasswordField } from '../ui/PasswordField'
import { PasswordRules } from '../ui/PasswordRules'
import type { Way } from './Activate'
import { choosePassword } from './api'
import { useTexts } from './texts'
import { useHalfHour } from './useHalfHour'

/** PasswordStep chooses the password of a new user name. The server alone judges it; its rules stand here beforehand. */
export function PasswordStep({ kept, keep, activation, ticket }: Way & { ticket: string }) {
  const say = useTexts()
  const inTime = useHalfHour(kept, keep)
  const userName = kept.userName ?? ''
  return (
    <Page title={say('password')} lead={say('step', { step: 2, organisation: activation.organisation_name })}>
      <p>{say('password_user_name', { user_name: userName })}</p>
      <PasswordRules />
      <Form
        defaults={{ password: '' }}
        submit={say('next')}
        send={({ password }, key) => inTime(() => choosePassword(ticket, password, key))}
        done={() => keep({ ...kept, passwordChosen: true })}
      >
        {/* for password managers, which keep the two together */}
        <input type="text" autoComplete="username" value={userName} readOnly hidden />
        <PasswordField name="password" label={say('password_field')} autoComplete="new-password" required />
      </Form>
    </Page>
  )
}
