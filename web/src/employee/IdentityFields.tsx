import { useWatch } from 'react-hook-form'
import type { Organisation } from '../api/schema.gen'
import { useFormTexts } from './formTexts'
import type { NewValues } from './formValues'
import { IdentityChoice, type Name, offered } from './IdentityChoice'

type Props = { organisation: Organisation; later?: boolean; name?: Name }

/** IdentityFields are the choice in the form of an employee; for a new one the name that is typed there. */
export function IdentityFields({ organisation, later, name }: Props) {
  const say = useFormTexts()
  const [given, family] = useWatch<NewValues, ['given_name', 'family_name']>({ name: ['given_name', 'family_name'] })
  const put = { value: 'later', label: say('later'), help: <p>{say('later_why', { count: organisation.activation_days })}</p> }
  return (
    <section aria-labelledby="identity" className="identity-choice">
      <h2 id="identity">{say('identity')}</h2>
      <IdentityChoice kinds={offered(organisation)} name={name ?? { given: given ?? '', family: family ?? '' }} more={later ? [put] : []} />
    </section>
  )
}
