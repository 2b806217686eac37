import { useEffect } from 'react'
import { problemOf } from '../api/problem'
import { AppSecret } from '../ui/AppSecret'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { Page } from '../ui/Page'
import type { Way } from './Activate'
import { confirmApp, useAppSecret } from './api'
import { withoutTicket } from './kept'
import { useTexts } from './texts'
import { useHalfHour } from './useHalfHour'

/** AppStep connects the authenticator app and confirms it with its first code (U2). */
export function AppStep({ kept, keep, activation, ticket, appKey }: Way & { ticket: string; appKey: string }) {
  const say = useTexts()
  const inTime = useHalfHour(kept, keep)
  const secret = useAppSecret(ticket, appKey)
  const expired = secret.isError && problemOf(secret.error).code === 'ticket_expired'
  useEffect(() => {
    if (expired) keep(withoutTicket(kept))
  }, [expired, keep, kept])
  const organisation = activation.organisation_name
  const another = activation.state === 'active'
  return (
    <Page title={say('app')} lead={another ? organisation : say('step', { step: 3, organisation })}>
      <p>{say('app_lead_plan')}</p>
      <Loaded query={secret}>
        {({ secret = '', uri = '', qr_png = '' }) => (
          <>
            <AppSecret secret={secret} uri={uri} picture={qr_png} />
            <section aria-labelledby="app-code">
              <h2 id="app-code" className="h4">
                {say('app_confirm')}
              </h2>
              <Form
                defaults={{ code: '' }}
                submit={say('activate')}
                send={({ code }, key) => inTime(() => confirmApp(ticket, code, key))}
                done={(identity) => {
                  const { employee_id: employee, user_name: userName } = identity
                  keep({ done: { kind: another ? 'app' : 'dedicated', organisation, employee, userName } })
                }}
              >
                <TextField
                  name="code"
                  label={say('app_code')}
                  hint={say('app_code_hint')}
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  maxLength={12}
                  chars={8}
                  required
                />
              </Form>
            </section>
          </>
        )}
      </Loaded>
    </Page>
  )
}
