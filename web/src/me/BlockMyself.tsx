import type { EmployeeEffects } from '../api/schema.gen'
import { Alert } from '../ui/Alert'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { type Contact, Lines, reachable } from '../ui/Support'
import { blockMyself, useBlockPreview } from './api'
import { useLeave } from './leave'
import { OwnPage } from './OwnPage'
import { useTexts } from './texts'

/** BlockMyself stops the reader's own access at once, after saying what stops and how to be let in again (E6). */
export default function BlockMyself() {
  const say = useTexts()
  const leave = useLeave()
  const preview = useBlockPreview()
  return (
    <OwnPage title={say('block')} lead={() => say('block_lead')} back>
      {({ me, organisation }) => (
        <>
          <h2 className="h4">{say('block_effects')}</h2>
          <Loaded query={preview}>{({ effects }) => <Effects effects={effects} />}</Loaded>
          <h2 className="h4">{say('block_back')}</h2>
          <p>{say('block_back_why')}</p>
          <Help name={organisation.name} contact={me.support.organisation} />
          <Form
            defaults={{ reason: '' }}
            submit={say('block_yes')}
            send={({ reason }, key) => blockMyself(reason, key)}
            done={() => leave('block', me)}
          >
            <TextArea name="reason" label={say('block_reason')} hint={say('block_reason_hint')} maxLength={1000} rows={3} />
          </Form>
        </>
      )}
    </OwnPage>
  )
}

function Help({ name, contact }: { name: string; contact: Contact }) {
  const say = useTexts()
  if (!reachable(contact)) return <p>{say('block_no_contact')}</p>
  return (
    <>
      <p>{say('block_contact')}</p>
      <div className="support">
        <Lines title={name} contact={contact} />
      </div>
    </>
  )
}

const counted = ['sessions', 'identities', 'authenticators', 'roles', 'rights'] as const

function Effects({ effects }: { effects: EmployeeEffects }) {
  const say = useTexts()
  return (
    <>
      <ul>
        {counted
          .filter((what) => effects[what] > 0)
          .map((what) => (
            <li key={what}>{say(`block_${what}`, { count: effects[what] })}</li>
          ))}
      </ul>
      {effects.last_administrator && <Alert kind="warning" title={say('block_last')} />}
    </>
  )
}
