import { useWatch } from 'react-hook-form'
import type { Organisation } from '../api/schema.gen'
import { RadioField, type RadioOption, TextField } from '../ui/fields'
import type { IdentityChoice as Chosen } from './formValues'
import './identity.css'
import { useIdentityTexts } from './identityTexts'
import { userName } from './userName'

/** offered are the kinds of identity that the organisation allows. */
export const offered = (organisation: Pick<Organisation, 'private_identities' | 'dedicated_identities'>) =>
  (['private', 'dedicated'] as const).filter((kind) => (kind === 'private' ? organisation.private_identities : organisation.dedicated_identities))

type Kind = ReturnType<typeof offered>[number]
export type Name = { given: string; family: string }
type ChoiceProps = { kinds: Kind[]; name: Name; more?: RadioOption[] }

/** IdentityChoice is how somebody signs in, with what speaks for and against each way (U1). */
export function IdentityChoice({ kinds, name, more = [] }: ChoiceProps) {
  const say = useIdentityTexts()
  const kind = useWatch<Chosen, 'kind'>({ name: 'kind' })
  const like = userName(name.given, name.family)
  const user = (
    <TextField
      name="user_name"
      label={say('user_name')}
      hint={like ? say('user_name_hint_as', { name: like }) : say('user_name_hint')}
      maxLength={64}
      chars={27}
    />
  )
  const ways = kinds.map((value) => ({
    value,
    label: say(value),
    help: <ProsAndCons kind={value} />,
    more: value === 'dedicated' && kind === 'dedicated' && user,
  }))
  return <RadioField name="kind" label={say('identity_kind')} required options={[...ways, ...more]} />
}

function ProsAndCons({ kind }: { kind: Kind }) {
  const say = useIdentityTexts()
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
