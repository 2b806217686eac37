import { useState } from 'react'
import type { ChosenIdentity, Employee, Identity } from '../../api/schema.gen'
import { language } from '../../i18n/language'
import { useOrganisationOf } from '../../organisation/api'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { SelectField } from '../../ui/fields'
import { useChangedEmployee } from '../api'
import type { IdentityChoice as Choice } from '../formValues'
import { IdentityChoice, offered } from '../IdentityChoice'
import { chooseFor } from '../identity'
import { ActivationLink } from './ActivationLink'
import type { Whose } from './api'
import { Cancel } from './Block'
import { useSignInTexts } from './signInTexts'

type Values = Choice & { language: 'da' | 'en' }
type Props = { whose: Whose; employee: Employee; now: Identity | undefined; close: () => void; done: (said: string) => void }

/** ChooseIdentity decides how somebody signs in, with what speaks for and against each kind beside it (U1). */
export function ChooseIdentity({ whose, employee, now, close, done }: Props) {
  const say = useSignInTexts()
  const settings = useOrganisationOf(whose.organisation).data?.data
  const changed = useChangedEmployee(whose.organisation)
  const [link, setLink] = useState<string>()
  const kinds = offered(settings ?? { private_identities: true, dedicated_identities: true }).filter((kind) => kind !== now?.kind)
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
        <Form<Values, ChosenIdentity | undefined>
          defaults={{ kind: first, user_name: '', language: language() }}
          submit={say('choose_go')}
          send={({ language, ...choice }, key) => chooseFor(whose.organisation, whose.employee, { ...choice, key }, language)}
          done={async (chosen) => {
            await changed(whose.employee)
            if (chosen?.activation_link) return setLink(chosen.activation_link)
            close()
            done(say('chosen'))
          }}
          other={<Cancel close={close} />}
        >
          <IdentityChoice kinds={kinds} name={{ given: employee.given_name, family: employee.family_name }} />
          <SelectField
            name="language"
            label={say('language')}
            required
            options={(['da', 'en'] as const).map((value) => ({ value, label: say(value) }))}
          />
        </Form>
      )}
    </Dialog>
  )
}
