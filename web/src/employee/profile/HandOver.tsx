import { useState } from 'react'
import { Link } from 'react-router'
import type { HandOverCode, Identity, MakeHandOverCode } from '../../api/schema.gen'
import { instant } from '../../i18n/format'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { RadioField, TextField } from '../../ui/fields'
import { useChangedEmployee } from '../api'
import type { Whose } from './api'
import { Cancel } from './Block'
import { makeHandOverCode } from './signInApi'
import { useSignInTexts } from './signInTexts'

const ways = ['in_person', 'telephone', 'letter', 'sms'] as const
type Props = { whose: Whose; identity: Identity; name: string; close: () => void }

/** HandOver makes a hand-over code and shows it once, in this dialog alone (U5, U15). */
export function HandOver({ whose, identity, name, close }: Props) {
  const say = useSignInTexts()
  const changed = useChangedEmployee(whose.organisation)
  const [made, setMade] = useState<HandOverCode>()
  const way = ways.find((known) => known === made?.how)
  return (
    <Dialog title={say(made ? 'code' : 'hand_over')} onClose={close}>
      {made?.letter_id ? (
        <>
          <div role="status">
            <p>{say('code_by_letter', { name })}</p>
          </div>
          <Link to={`/organisations/${whose.organisation}/letters`}>{say('to_letters')}</Link>
        </>
      ) : made ? (
        <>
          <div role="status" className="printed">
            <p>{say('code_for', { name })}</p>
            <p className="secret">{made.code}</p>
            <p>
              {say('code_until', { at: instant(made.expires_at) })} {way && say('code_how', { how: say(way) })}
            </p>
          </div>
          <p>{say('code_why')}</p>
          <button type="button" className="button button-secondary" onClick={() => window.print()}>
            {say('print')}
          </button>
        </>
      ) : (
        <>
          <p>{say('hand_over_why')}</p>
          <Form<MakeHandOverCode, HandOverCode>
            defaults={{ how: 'in_person' }}
            submit={say('hand_over_go')}
            send={(values, key) => makeHandOverCode(whose.organisation, identity.id, tidy(values), key)}
            done={(code) => {
              setMade(code)
              void changed(whose.employee)
            }}
            other={<Cancel close={close} />}
          >
            {(form) => (
              <>
                <RadioField
                  name="how"
                  label={say('how')}
                  hint={say('how_hint')}
                  required
                  options={ways.map((value) => ({ value, label: say(value) }))}
                />
                {form.watch('how') === 'letter' && <AddressFields />}
              </>
            )}
          </Form>
        </>
      )}
    </Dialog>
  )
}

// A letter goes to the place of work unless another address is typed.
function AddressFields() {
  const say = useSignInTexts()
  return (
    <>
      <p className="form-hint">{say('address_hint')}</p>
      <TextField name="address.street" label={say('street')} maxLength={100} wide />
      <TextField name="address.postal_code" label={say('postal_code')} inputMode="numeric" maxLength={10} chars={10} />
      <TextField name="address.city" label={say('city')} maxLength={60} chars={27} />
    </>
  )
}

function tidy({ how, address }: MakeHandOverCode): MakeHandOverCode {
  const typed = how === 'letter' && address && Object.values(address).some(Boolean)
  return typed ? { how, address } : { how }
}
