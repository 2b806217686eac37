import type { ReactNode } from 'react'
import { CheckField, RadioField, TextArea, TextField } from '../ui/fields'
import { useSettingTexts } from './settingTexts'

type Heading = 'identities' | 'authenticators' | 'activation' | 'cpr' | 'support'

/** SettingFields are all settings, under headings. */
export function SettingFields() {
  const say = useSettingTexts()
  return (
    <>
      <Group name="identities" why={say('identities_why')}>
        <CheckField name="private_identities" label={say('private_identities')} hint={say('private_identities_hint')} />
        <CheckField name="dedicated_identities" label={say('dedicated_identities')} hint={say('dedicated_identities_hint')} />
      </Group>
      <Group name="authenticators" why={say('authenticators_why')}>
        <CheckField name="code_displays" label={say('code_displays')} hint={say('code_displays_hint')} />
        <CheckField name="chips" label={say('chips')} hint={say('chips_hint')} />
        <TextArea name="chip_models" label={say('chip_models')} hint={say('chip_models_hint')} rows={3} maxLength={2000} />
        <TextField name="loan_hours" label={say('loan_hours')} hint={say('loan_hours_hint')} inputMode="numeric" maxLength={3} chars={8} required />
        <CheckField name="chip_attestation" label={say('chip_attestation')} hint={say('chip_attestation_hint')} />
        <TextField
          name="chip_months"
          label={say('chip_months')}
          hint={say('chip_months_hint')}
          inputMode="numeric"
          maxLength={2}
          chars={8}
          required
        />
        <TextField name="pass_hours" label={say('pass_hours')} hint={say('pass_hours_hint')} inputMode="numeric" maxLength={2} chars={8} required />
      </Group>
      <Group name="activation">
        <TextField
          name="activation_days"
          label={say('activation_days')}
          hint={say('activation_days_hint')}
          inputMode="numeric"
          maxLength={3}
          chars={8}
          required
        />
        <RadioField
          name="activation_starts"
          label={say('activation_starts')}
          hint={say('activation_starts_hint')}
          options={[
            { value: 'creation', label: say('starts_creation') },
            { value: 'dispatch', label: say('starts_dispatch') },
          ]}
        />
      </Group>
      <Group name="cpr">
        <TextArea name="cpr_legal_basis" label={say('cpr_legal_basis')} hint={say('cpr_legal_basis_hint')} maxLength={2000} />
      </Group>
      <Group name="support" why={say('support_why')}>
        <TextField name="support_phone" label={say('support_phone')} type="tel" maxLength={30} chars={16} />
        <TextField name="support_email" label={say('support_email')} type="email" maxLength={254} />
        <TextField name="support_hours" label={say('support_hours')} hint={say('support_hours_hint')} maxLength={200} />
      </Group>
    </>
  )
}

function Group({ name, why, children }: { name: Heading; why?: string; children: ReactNode }) {
  const say = useSettingTexts()
  return (
    <fieldset className="settings-group">
      <legend className="h3">{say(name)}</legend>
      {why && <p>{why}</p>}
      {children}
    </fieldset>
  )
}
