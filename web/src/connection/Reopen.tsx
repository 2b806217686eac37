import { useNavigate } from 'react-router'
import type { Connection } from '../api/schema.gen'
import { useAct } from '../ui/act'
import { Trouble } from '../ui/Trouble'
import { useStep } from './api'
import { useTexts } from './texts'

/** Reopen makes a request that came to nothing a draft again, to be looked over and sent anew. */
export function Reopen({ connection }: { connection: Connection }) {
  const say = useTexts()
  const navigate = useNavigate()
  const { act, pending, problem } = useAct(useStep(connection.id))
  if (!connection.actions.includes('reopen')) return null

  async function reopen() {
    const result = await act({ step: 'reopen', version: connection.version })
    if (result.ok) await navigate(`/connections/${connection.id}`)
  }
  return (
    <>
      {problem && <Trouble error={problem} />}
      <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void reopen()}>
        {say('reopen')}
      </button>
    </>
  )
}
