import type { Me } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { Alert } from '../ui/Alert'
import { useOwnLoan } from './api'
import { useTexts } from './texts'

/** OwnLoan tells the reader of a device they have borrowed, until when it works and what is held back meanwhile (U10). */
export function OwnLoan({ me, organisation }: { me: Me; organisation: string }) {
  const say = useTexts()
  const loan = useOwnLoan(organisation).data
  return (
    <>
      {me.session.powers_reduced && (
        <Alert kind="warning" title={say('reduced_title')}>
          <p>{say('reduced')}</p>
        </Alert>
      )}
      {loan && (
        <Alert kind={loan.state === 'overdue' ? 'warning' : 'info'} title={say('own_title')}>
          <p>
            {say(loan.state === 'overdue' ? 'own_late' : 'own_until', { serial: loan.serial, until: instant(loan.ends_at), desk: loan.desk_name })}
          </p>
          {loan.own_display_rests && <p>{say('own_rests')}</p>}
          {loan.powers_reduced && loan.bundle_name && <p>{say('own_pool', { bundle: loan.bundle_name })}</p>}
        </Alert>
      )}
    </>
  )
}
