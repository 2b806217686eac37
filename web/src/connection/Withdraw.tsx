import { useState } from 'react'
import type { Connection } from '../api/schema.gen'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Trouble } from '../ui/Trouble'
import { useStep } from './api'
import { useTexts } from './texts'

/** Withdraw ends a request under way, after saying what ends with it. */
export function Withdraw({ connection, done }: { connection: Connection; done?: () => void }) {
  const say = useTexts()
  const [asking, setAsking] = useState(false)
  const { act, pending, problem, forget } = useAct(useStep(connection.id))
  if (!connection.actions.includes('withdraw')) return null

  const word = connection.state === 'draft' ? 'discard' : 'withdraw'
  async function withdraw() {
    const result = await act({ step: 'withdraw', version: connection.version })
    if (!result.ok) return
    setAsking(false)
    done?.()
  }
  return (
    <>
      <button
        type="button"
        className="button button-secondary"
        onClick={() => {
          forget()
          setAsking(true)
        }}
      >
        {say(word)}
      </button>
      {asking && (
        <Dialog title={say(`${word}_title`)} onClose={() => setAsking(false)}>
          {problem && <Trouble error={problem} />}
          <p>{say(connection.state === 'draft' ? 'withdraw_draft' : 'withdraw_sent')}</p>
          <p>{say('withdraw_back')}</p>
          <div className="button-group">
            <button type="button" className="button button-warning" aria-busy={pending} onClick={() => void withdraw()}>
              {say(word)}
            </button>
            <button type="button" className="button button-secondary" onClick={() => setAsking(false)}>
              {say('keep')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
