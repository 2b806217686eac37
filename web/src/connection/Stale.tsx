import { Alert } from '../ui/Alert'
import { useTexts } from './texts'

/** Stale says that the draft was changed elsewhere, and that the page now shows what is there. */
export function Stale() {
  const say = useTexts()
  return (
    <Alert kind="warning" live title={say('stale')}>
      <p>{say('stale_why')}</p>
    </Alert>
  )
}
