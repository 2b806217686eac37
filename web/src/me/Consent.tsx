import type { Me } from '../api/schema.gen'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { Loaded } from '../ui/Loaded'
import { Trouble } from '../ui/Trouble'
import { useOwnIdentities, withdrawConsent } from './api'
import { useLeave } from './leave'
import { OwnPage } from './OwnPage'
import { useTexts } from './texts'

/** Consent takes back the use of the private eID at work, after saying what that does (U1). */
export default function Consent() {
  const say = useTexts()
  const query = useOwnIdentities()
  return (
    <OwnPage title={say('consent')} lead={() => say('consent_lead')} back>
      {({ me, organisation }) => (
        <Loaded query={query}>
          {({ data: [present] }) =>
            present?.actions.includes('withdraw_consent') ? (
              <Withdraw me={me} organisation={organisation.name} />
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

function Withdraw({ me, organisation }: { me: Me; organisation: string }) {
  const say = useTexts()
  const leave = useLeave()
  const { act, pending, problem } = useAct((_: undefined, key) => withdrawConsent(key))
  async function withdraw() {
    if ((await act(undefined)).ok) await leave('consent', me)
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
