import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Return } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { claimDestroyed, useReturns } from '../stock/returnApi'
import { useReturnTexts } from '../stock/returnTexts'
import { useWords } from '../stock/words'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { useSaid } from '../ui/said'

/** OwnReturns asks for what the reader should give back, and lets them say that it is destroyed (U16). */
export function OwnReturns() {
  const say = useReturnTexts()
  const word = useWords()
  const list = useReturns(useOrganisation(), true)
  const [claimed, setClaimed] = useState<Return>()
  const { said, tell } = useSaid()
  if (!list.rows?.length) return null
  return (
    <section aria-labelledby="returns">
      <h2 id="returns">{say('own_title')}</h2>
      {said}
      <ul>
        {list.rows.map((one) => (
          <li key={one.device_id}>
            {say('own_what', { kind: word(one.kind), serial: one.serial })} {say(one.destroyed_at ? 'own_claimed' : 'own_how')}{' '}
            {one.actions.includes('claim_destroyed') && (
              <button type="button" className="function-link" aria-label={say('claim_of', { serial: one.serial })} onClick={() => setClaimed(one)}>
                {say('claim')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {claimed && (
        <Claim
          one={claimed}
          close={() => setClaimed(undefined)}
          done={() => {
            setClaimed(undefined)
            tell(say('claim_done'))
          }}
        />
      )}
    </section>
  )
}

function Claim({ one, done, close }: { one: Return; done: () => void; close: () => void }) {
  const say = useReturnTexts()
  const organisation = useOrganisation()
  const client = useQueryClient()
  return (
    <Dialog title={say('claim_of', { serial: one.serial })} onClose={close}>
      <p>{say('claim_what')}</p>
      <Form<{ reason: string }, Return>
        defaults={{ reason: '' }}
        submit={say('claim')}
        send={({ reason }, key) => claimDestroyed(organisation, one.device_id, reason, key)}
        done={async () => {
          done()
          await client.invalidateQueries({ queryKey: ['stock', organisation, 'returns'] })
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        <TextArea name="reason" label={say('reason')} maxLength={1000} rows={3} required />
      </Form>
    </Dialog>
  )
}
