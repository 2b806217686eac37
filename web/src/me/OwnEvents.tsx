import { Events } from '../event/Events'
import { Page } from '../ui/Page'
import { readOwnEvents, useHere } from './api'
import { useTexts } from './texts'

const nouns = [
  'employee',
  'employment',
  'identity',
  'authenticator',
  'right',
  'role',
  'session',
  'sign_in',
  'grant',
  'national_id',
  'person',
  'me',
] as const

/** OwnEvents is the reader's own log: what she did and what was done about her (G3). */
export default function OwnEvents() {
  const say = useTexts()
  const { organisation } = useHere()
  return (
    <Page title={say('events')} lead={say('events_lead')}>
      <Events queryKey={['own', organisation, 'events']} read={readOwnEvents} own of={nouns} />
    </Page>
  )
}
