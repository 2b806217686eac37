import { useWatch } from 'react-hook-form'
import type { EmploymentCategory } from '../api/schema.gen'
import { day, number } from '../i18n/format'
import { language } from '../i18n/language'
import { SelectField, TextField } from '../ui/fields'
import { useFormTexts } from './formTexts'
import type { NewValues } from './formValues'

// lastDay is the default end of an employment of so many days, the first one counted (E4).
function lastDay(first: string, days: number): string | undefined {
  const start = Date.parse(`${first}T00:00:00Z`)
  return Number.isNaN(start) ? undefined : new Date(start + (days - 1) * 86_400_000).toISOString().slice(0, 10)
}

/** EmploymentFields ask for the first employment, and say what its kind means for it (E4, E8). */
export function EmploymentFields({ categories }: { categories: EmploymentCategory[] }) {
  const say = useFormTexts()
  const employment = useWatch<NewValues, 'employments.0'>({ name: 'employments.0' })
  const chosen = categories.find(({ code }) => code === employment?.category)
  const until = chosen?.default_days ? lastDay(employment?.starts_on ?? '', chosen.default_days) : undefined
  const options = categories
    .filter(({ retired }) => !retired)
    .map(({ code, name_da, name_en }) => ({ value: code, label: language() === 'en' ? name_en : name_da }))
    .sort((a, b) => a.label.localeCompare(b.label, language()))
  const hint = until ? say('ends_on_default', { day: day(until), n: number(chosen?.default_days ?? 0) }) : chosen && say('ends_on_open')
  return (
    <section aria-labelledby="employment">
      <h2 id="employment">{say('employment')}</h2>
      <SelectField name="employments.0.category" label={say('category')} options={options} required />
      {chosen?.external && <TextField name="employments.0.sponsor" label={say('sponsor')} hint={say('sponsor_hint')} required maxLength={200} />}
      <TextField name="employments.0.starts_on" label={say('starts_on')} type="date" required chars={16} />
      <TextField name="employments.0.ends_on" label={say('ends_on')} hint={hint} type="date" chars={16} />
    </section>
  )
}
