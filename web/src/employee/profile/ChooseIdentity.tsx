import { useState } from 'react'
import type { ChooseIdentity as Body, ChosenIdentity, Identity } from '../../api/schema.gen'
import { language } from '../../i18n/language'
import { useOrganisationOf } from '../../organisation/api'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { RadioField, SelectField, TextField } from '../../ui/fields'
import { chooseIdentity, useChangedEmployee } from '../api'
import { ActivationLink } from './ActivationLink'
import type { Whose } from './api'
import { Cancel } from './Block'
import { useSignInTexts } from './signInTexts'

type Values = { kind: Body['kind']; user_name: string; language: 'da' | 'en' }
type Props = { whose: Whose; now: Identity | undefined; close: () => void; done: (said: string) => void }

/** ChooseIdentity decides how somebody signs in, with what speaks for and against each kind beside it (U1). */
export function ChooseIdentity({ whose, now, close, done }: Props) {
  const say = useSignInTexts()
  const settings = useOrganisationOf(whose.organisation).data?.data
  const changed = useChangedEmployee(whose.organisation)
  const [link, setLink] = useState<string>()
  const on = { private: settings?.private_identities ?? true, dedicated: settings?.dedicated_identities ?? true }
  const kinds = (['private', 'dedicated'] as const).filter((kind) => on[kind] && kind !== now?.kind)
  const first = kinds[0] ?? 'private'
  if (link) {
    return (
      <Dialog title={say('choose')} onClose={close}>
        <ActivationLink link={link} />
      </Dialog>
    )
  }
  return (
    <Dialog title={say(now ? 'choose_another' : 'choose')} onClose={close}>
      {now && <p>{say('choose_replaces')}</p>}
      <p>{say(kinds.length > 0 ? 'choose_sends' : 'kind_off')}</p>
      {kinds.length > 0 && (
        <Form<Values, ChosenIdentity>
          defaults={{ kind: first, user_name: '', language: language() }}
          submit={say('choose_go')}
          send={({ kind, user_name, language }, key) => {
            const body = { kind, language, ...(kind === 'dedicated' && user_name ? { user_name } : {}) }
            return chooseIdentity(whose.organisation, whose.employee, body, key)
          }}
          done={async ({ activation_link }) => {
            await changed(whose.employee)
            if (activation_link) return setLink(activation_link)
            close()
            done(say('chosen'))
          }}
          other={<Cancel close={close} />}
        >
          {(form) => (
            <>
              <RadioField
                name="kind"
                label={say('kind')}
                required
                options={kinds.map((value) => ({
                  value,
                  label: say(`pick_${value}`),
                  help: (
                    <>
                      <p>{say(`${value}_pro`)}</p>
                      <p>{say(`${value}_con`)}</p>
                    </>
                  ),
                }))}
              />
              {form.watch('kind') === 'dedicated' && (
                <TextField name="user_name" label={say('user_name')} hint={say('user_name_hint')} maxLength={64} />
              )}
              <SelectField
                name="language"
                label={say('language')}
                required
                options={(['da', 'en'] as const).map((value) => ({ value, label: say(value) }))}
              />
            </>
          )}
        </Form>
      )}
    </Dialog>
  )
}
