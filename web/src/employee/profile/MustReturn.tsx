import type { Termination } from '../../api/schema.gen'
import { useWords } from '../../stock/words'
import { Alert } from '../../ui/Alert'
import { useTerminateTexts } from './terminateTexts'

/** MustReturn names the devices that a leaver must give back (U16). */
export function MustReturn({ returns }: { returns: Termination['returns'] }) {
  const say = useTerminateTexts()
  const word = useWords()
  if (returns.length === 0) return null
  return (
    <Alert kind="info" title={say('returns')}>
      <ul>
        {returns.map(({ device_id, serial, kind }) => (
          <li key={device_id}>{say('must_return', { kind: word(kind), serial })}</li>
        ))}
      </ul>
      <p>{say('returns_why')}</p>
    </Alert>
  )
}
