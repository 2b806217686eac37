import { useState } from 'react'
import type { Authenticator } from '../../api/schema.gen'
import { day, instant } from '../../i18n/format'
import { useMay } from '../../session/me'
import { Alert } from '../../ui/Alert'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { TextArea } from '../../ui/fields'
import { useSeen } from '../../ui/seen'
import { Tag } from '../../ui/Tag'
import { useChangedEmployee } from '../api'
import type { Whose } from './api'
import { Cancel } from './Block'
import { ForgottenPin } from './ForgottenPin'
import { isOver, toneOf, useAuthenticatorWords } from './identity'
import { useReplaceTexts } from './replaceTexts'
import { moveAuthenticator, type Step, steps } from './signInApi'
import { useSignInTexts } from './signInTexts'
import { useTexts } from './texts'

type Props = { whose: Whose; all: Authenticator[]; tell: (said: string, ended?: Authenticator) => void }
type Asked = { id: string; step: Step | 'forgot' }

/** Authenticators lists what an identity signs in with, and offers the steps that their states allow (U7). */
export function Authenticators({ whose, all, tell }: Props) {
  const say = useSignInTexts()
  const replaces = useReplaceTexts()
  const may = useMay()
  const words = useAuthenticatorWords()
  const [asked, setAsked] = useState<Asked>()
  const chosen = asked && all.find(({ id }) => id === asked.id)
  return (
    <>
      <h4 className="h5">{say('authenticators')}</h4>
      {all.length === 0 && <p>{say('no_authenticators')}</p>}
      <ul className="lines nobullet-list" aria-label={say('authenticators')}>
        {all.map((authenticator) => {
          const { name, state, spare } = words(authenticator)
          return (
            <li key={authenticator.id}>
              <span className="line-what">
                {name} {spare && <Tag>{spare}</Tag>} <Tag kind={toneOf(authenticator)}>{state}</Tag>
                <Details of={authenticator} />
              </span>
              <span className="row-actions">
                {authenticator.kind === 'chip' && authenticator.actions.includes('block') && may('authenticator.unblock') && (
                  <button type="button" className="function-link" onClick={() => setAsked({ id: authenticator.id, step: 'forgot' })}>
                    {replaces('forgot')} <span className="sr-only">{name}</span>
                  </button>
                )}
                {steps
                  .filter((step) => authenticator.actions.includes(step))
                  .map((step) => (
                    <button key={step} type="button" className="function-link" onClick={() => setAsked({ id: authenticator.id, step })}>
                      {say(step)} <span className="sr-only">{name}</span>
                    </button>
                  ))}
              </span>
            </li>
          )
        })}
      </ul>
      {chosen && asked?.step === 'forgot' && (
        <ForgottenPin whose={whose} chip={chosen} name={words(chosen).name} close={() => setAsked(undefined)} done={(said) => tell(said, chosen)} />
      )}
      {chosen && asked && asked.step !== 'forgot' && (
        <Move
          whose={whose}
          authenticator={chosen}
          step={asked.step}
          name={words(chosen).name}
          close={() => setAsked(undefined)}
          done={(said) => tell(said, asked.step === 'unblock' || asked.step === 'renew' ? undefined : chosen)}
        />
      )}
    </>
  )
}

// Details are what tells one device from another, and until when it is good.
function Details({ of: { serial, deliver_on, ends_at, state } }: { of: Authenticator }) {
  const say = useSignInTexts()
  const parts = [
    serial && say('serial', { serial }),
    deliver_on && ['ordered', 'shipped'].includes(state) && say('expected', { on: day(deliver_on) }),
    ends_at && !isOver({ state }) && say('good_until', { at: instant(ends_at) }),
  ].filter(Boolean)
  return parts.length > 0 && <small className="line-more">{parts.join(' · ')}</small>
}

type MoveProps = { whose: Whose; authenticator: Authenticator; step: Step; name: string; close: () => void; done: (said: string) => void }

function Move({ whose, authenticator: newest, step, name, close, done }: MoveProps) {
  const say = useSignInTexts()
  const general = useTexts()
  const changed = useChangedEmployee(whose.organisation)
  const { seen: authenticator, again } = useSeen(newest, () => changed(whose.employee))
  const last = authenticator.last === true && (step === 'block' || step === 'revoke')
  return (
    <Dialog title={`${say(step)}: ${name}`} onClose={close}>
      <p>{say(step === 'unblock' && newest.kind === 'chip' ? 'unblock_chip_why' : `${step}_why`)}</p>
      {authenticator.last && step !== 'unblock' && step !== 'renew' && (
        <Alert kind="warning" title={say('last')}>
          <p>{say(last ? 'last_why' : 'last_lost')}</p>
        </Alert>
      )}
      <Form<{ reason: string }, unknown>
        defaults={{ reason: '' }}
        submit={say(step)}
        send={({ reason }, key) => moveAuthenticator(whose.organisation, authenticator, step, reason, key)}
        reload={again}
        done={async () => {
          await changed(whose.employee)
          close()
          done(say('moved', { step: `${say(step)}, ${name}` }))
        }}
        other={<Cancel close={close} />}
      >
        <TextArea name="reason" label={general('reason')} hint={general('reason_logged')} rows={3} maxLength={500} required={last} />
      </Form>
    </Dialog>
  )
}
