import { Form } from '../ui/Form'
import { PasswordField } from '../ui/PasswordField'
import { PasswordRules } from '../ui/PasswordRules'
import { changePassword } from './api'
import { useLeave } from './leave'
import { OwnPage } from './OwnPage'
import { useTexts } from './texts'

/** Password changes the reader's own password; all her sessions end with it (U8). */
export default function Password() {
  const say = useTexts()
  const leave = useLeave()
  return (
    <OwnPage title={say('password')} lead={() => say('password_lead')} back>
      {({ me }) => (
        <>
          <PasswordRules />
          <Form defaults={{ current: '', password: '' }} submit={say('password_submit')} send={changePassword} done={() => leave('password', me)}>
            <PasswordField name="current" label={say('password_current')} autoComplete="current-password" required />
            <PasswordField name="password" label={say('password_new')} autoComplete="new-password" required />
          </Form>
        </>
      )}
    </OwnPage>
  )
}
