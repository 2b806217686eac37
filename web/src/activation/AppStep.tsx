import { useEffect } from 'react'
import { problemOf } from '../api/problem'
import { AppConfirm } from '../ui/AppConfirm'
import { Loaded } from '../ui/Loaded'
import { Page } from '../ui/Page'
import { ableToKey } from '../ui/passkey'
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
        {(made) => (
          <AppConfirm
            made={made}
            submit={say('activate')}
            send={(code, key) => inTime(() => confirmApp(ticket, code, key))}
            done={(identity) => {
              const { employee_id: employee, user_name: userName } = identity
              keep({ done: { kind: another ? 'app' : 'dedicated', organisation, employee, userName } })
            }}
            other={
              ableToKey() && (
                <button type="button" className="button button-secondary" onClick={() => keep({ ...kept, passkey: true })}>
                  {say('passkey_instead')}
                </button>
              )
            }
          />
        )}
      </Loaded>
    </Page>
  )
}
