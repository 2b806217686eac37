import { useMemo } from 'react'
import { useWatch } from 'react-hook-form'
import type { MaskedNationalId } from '../api/schema.gen'
import { Alert } from '../ui/Alert'
import { CheckField, SelectField, TextField } from '../ui/fields'
import { countries } from './countries'
import { useFormTexts } from './formTexts'
import { asksBirthDate, asksCountry, asksNumber, type MasterData, numberKinds } from './formValues'

/** PersonFields ask who somebody is (E1, E2). `kept` is the number that is stored, which nobody sees in full here. */
export function PersonFields({ kept, existing }: { kept?: MaskedNationalId | undefined; existing?: boolean }) {
  const say = useFormTexts()
  return (
    <section aria-labelledby="person">
      <h2 id="person">{say('person')}</h2>
      <TextField name="given_name" label={say('given_name')} required wide maxLength={200} />
      <TextField name="family_name" label={say('family_name')} required wide maxLength={200} />
      <TextField name="email" label={say('email')} hint={say(existing ? 'email_hint_edit' : 'email_hint')} inputMode="email" wide maxLength={254} />
      <TextField name="phone" label={say('phone')} type="tel" inputMode="tel" maxLength={30} chars={16} />
      <NumberFields kept={kept} />
      <CheckField name="protected" label={say('protected')} />
    </section>
  )
}

function NumberFields({ kept }: { kept: MaskedNationalId | undefined }) {
  const say = useFormTexts()
  const kind = useWatch<MasterData, 'national_id.kind'>({ name: 'national_id.kind' })
  const abroad = asksCountry(kind)
  const lands = useMemo(() => (abroad ? countries() : []), [abroad])
  const kinds = [
    ...(kept ? [{ value: 'keep', label: say('keep', { masked: kept.masked }) }] : []),
    ...numberKinds.map((value) => ({ value, label: say(value) })),
    { value: 'none', label: say('none') },
  ]
  return (
    <>
      <SelectField name="national_id.kind" label={say('number_kind')} hint={say('number_kind_hint')} options={kinds} required fixed />
      {asksNumber(kind) && (
        <TextField
          name="national_id.value"
          label={say(kind === 'cpr' ? 'value_cpr' : 'value')}
          hint={kind === 'cpr' ? say('value_cpr_hint') : abroad ? say('copy_seen') : undefined}
          inputMode={abroad ? 'text' : 'numeric'}
          required
          maxLength={64}
          chars={16}
        />
      )}
      {abroad && <SelectField name="national_id.country" label={say('country')} options={lands} required />}
      {asksBirthDate(kind, kept?.kind) && <TextField name="birth_date" label={say('birth_date')} type="date" required={kind === 'none'} chars={16} />}
      {kind === 'none' && (
        <Alert kind="info" live>
          <p>{say('without_number')}</p>
        </Alert>
      )}
    </>
  )
}
