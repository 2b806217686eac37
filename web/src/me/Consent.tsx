import { useNavigate } from 'react-router'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { Loaded } from '../ui/Loaded'
import { Trouble } from '../ui/Trouble'
import { useOwnIdentities, withdrawConsent } from './api'
import { endedAddress, useLeave } from './leave'
import { OwnPage } from './OwnPage'
import { useTexts } from './texts'

/** Consent takes back the use of the private eID at work, after saying what that does (U1). */
export default function Consent() {
  const say = useTexts()
  const query = useOwnIdentities()
  return (
    <OwnPage title={say('consent')} lead={() => say('consent_lead')} back>
      {({ organisation }) => (
        <Loaded query={query}>
          {({ data: [present] }) =>
            present?.actions.includes('withdraw_consent') ? (
              <Withdraw organisation={organisation.name} />
            ) : (
              <Alert kind="info" title={say('consent_none')}>
                <p>{say('consent_none_why')}</p>
              </Alert>
            )
          }
        </Loaded>
      )}
    </OwnPage>
  )
}

function Withdraw({ organisation }: { organisation: string }) {
  const say = useTexts()
  const navigate = useNavigate()
  const leave = useLeave()
  const { act, pending, problem } = useAct((_: undefined, key) => withdrawConsent(key))
  async function withdraw() {
    if (!(await act(undefined)).ok) return
    await navigate(endedAddress('consent', organisation), { replace: true })
    await leave()
  }
  return (
    <>
      <h2 className="h4">{say('consent_effects')}</h2>
      <ul>
        {(['out', 'systems', 'told', 'stays', 'eid'] as const).map((effect) => (
          <li key={effect}>{say(`consent_effect_${effect}`, { organisation })}</li>
        ))}
      </ul>
      {problem && <Trouble error={problem} />}
      <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void withdraw()}>
        {say('consent_yes')}
      </button>
    </>
  )
}
