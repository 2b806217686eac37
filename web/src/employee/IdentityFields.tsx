import { useWatch } from 'react-hook-form'
import type { Organisation } from '../api/schema.gen'
import { RadioField, TextField } from '../ui/fields'
import { useFormTexts } from './formTexts'
import type { NewValues } from './formValues'
import { userName } from './userName'

/** offered are the kinds of identity that the organisation allows. */
export const offered = (organisation: Organisation) =>
  (['private', 'dedicated'] as const).filter((kind) => (kind === 'private' ? organisation.private_identities : organisation.dedicated_identities))

type Props = { organisation: Organisation; later?: boolean; name?: { given: string; family: string } }

/** IdentityFields let an administrator choose how somebody signs in, with what speaks for and against each way (U1). */
export function IdentityFields({ organisation, later, name }: Props) {
  const say = useFormTexts()
  const [kind, given, family] = useWatch<NewValues, ['identity.kind', 'given_name', 'family_name']>({
    name: ['identity.kind', 'given_name', 'family_name'],
  })
  const like = userName(name?.given ?? given ?? '', name?.family ?? family ?? '')
  const user = (
    <TextField
      name="identity.user_name"
      label={say('user_name')}
      hint={like ? say('user_name_hint_as', { name: like }) : say('user_name_hint')}
      maxLength={64}
      chars={27}
    />
  )
  return (
    <section aria-labelledby="identity" className="identity-choice">
      <h2 id="identity">{say('identity')}</h2>
      <RadioField
        name="identity.kind"
        label={say('identity_kind')}
        required
        options={[
          ...offered(organisation).map((value) => ({
            value,
            label: say(value),
            help: <ProsAndCons kind={value} />,
            more: value === 'dedicated' && kind === 'dedicated' && user,
          })),
          ...(later ? [{ value: 'later', label: say('later'), help: <p>{say('later_why', { count: organisation.activation_days })}</p> }] : []),
        ]}
      />
    </section>
  )
}

function ProsAndCons({ kind }: { kind: 'private' | 'dedicated' }) {
  const say = useFormTexts()
  const lines = [1, 2, 3] as const
  return (
    <div className="pros-and-cons">
      {(['for', 'against'] as const).map((side) => (
        <div key={side}>
          <strong>{say(side)}</strong>
          <ul>
            {lines.map((line) => (
              <li key={line}>{say(`${kind}_${side}_${line}`)}</li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
