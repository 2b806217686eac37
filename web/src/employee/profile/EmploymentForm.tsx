import type { Employment, EmploymentCategory } from '../../api/schema.gen'
import { today } from '../../i18n/format'
import { language } from '../../i18n/language'
import { useProductionUnits, useUnits } from '../../organisation/api'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { SelectField, TextField } from '../../ui/fields'
import { Loaded } from '../../ui/Loaded'
import { useSeen } from '../../ui/seen'
import { useCategories, useChangedEmployee } from '../api'
import { addEmployment, changeEmployment, type Whose } from './api'
import { Cancel } from './Block'
import { Period } from './employment'
import { useTexts } from './texts'

type Values = { category: string; unit_id: string; production_unit_id: string; starts_on: string; ends_on: string; sponsor: string }
type Props = { whose: Whose; employment?: Employment; close: () => void; done: (said: string) => void }

/** EmploymentForm adds an employment or corrects one of the version that is shown (E4). */
export function EmploymentForm({ whose, employment, close, done }: Props) {
  const say = useTexts()
  const categories = useCategories(whose.organisation)
  return (
    <Dialog title={say(employment ? 'change_employment' : 'add_employment')} onClose={close}>
      <Loaded query={categories}>{(known) => <Fields {...{ whose, close, done, known }} {...(employment ? { employment } : {})} />}</Loaded>
    </Dialog>
  )
}

function Fields({ whose, employment: newest, known, close, done }: Props & { known: EmploymentCategory[] }) {
  const say = useTexts()
  const units = useUnits(whose.organisation).data ?? []
  const places = useProductionUnits(whose.organisation).data ?? []
  const changed = useChangedEmployee(whose.organisation)
  const { seen: employment, again } = useSeen(newest, () => changed(whose.employee))
  const categories = known.filter(({ code, retired }) => !retired || code === employment?.category)
  const used = <T extends { id: string; name: string; ended_at?: string }>(all: T[], now?: string) =>
    all.filter(({ id, ended_at }) => !ended_at || id === now).map(({ id, name }) => ({ value: id, label: name }))
  const send = (values: Values, key: string) =>
    employment ? changeEmployment(whose, employment.id, employment.etag, changeOf(values, employment)) : addEmployment(whose, newOf(values), key)
  return (
    <Form<Values, unknown>
      defaults={valuesOf(employment)}
      submit={say(employment ? 'save' : 'add')}
      send={send}
      reload={again}
      now={employment && <Period employment={employment} />}
      done={async () => {
        await changed(whose.employee)
        close()
        done(say(employment ? 'employment_changed' : 'employment_added'))
      }}
      other={<Cancel close={close} />}
    >
      {(form) => {
        const category = categories.find(({ code }) => code === form.watch('category'))
        return (
          <>
            <SelectField
              name="category"
              label={say('category')}
              required
              empty={say('pick')}
              options={categories.map(({ code, name_da, name_en }) => ({ value: code, label: language() === 'en' ? name_en : name_da }))}
            />
            {(category?.external || employment?.sponsor) && (
              <TextField name="sponsor" label={say('sponsor')} hint={say('sponsor_hint')} required={Boolean(category?.external)} maxLength={200} />
            )}
            <SelectField name="unit_id" label={say('unit')} empty={say('same_unit')} options={used(units, employment?.unit_id)} />
            <SelectField
              name="production_unit_id"
              label={say('production_unit')}
              empty={say('same_production_unit')}
              options={used(places, employment?.production_unit_id)}
            />
            <TextField name="starts_on" label={say('starts_on')} type="date" required chars={16} />
            <TextField
              name="ends_on"
              label={say('ends_on')}
              hint={say(category?.default_days && !employment ? 'ends_on_default' : 'ends_on_hint', { days: category?.default_days ?? 0 })}
              type="date"
              chars={16}
            />
          </>
        )
      }}
    </Form>
  )
}

function valuesOf(employment?: Employment): Values {
  return {
    category: employment?.category ?? '',
    unit_id: employment?.unit_id ?? '',
    production_unit_id: employment?.production_unit_id ?? '',
    starts_on: employment?.starts_on ?? today(),
    ends_on: employment?.ends_on ?? '',
    sponsor: employment?.sponsor ?? '',
  }
}

const filled = <T extends Record<string, string>>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<T>

const newOf = ({ category, ...rest }: Values) => ({ category, ...filled(rest) })

// changeOf is what was changed; an emptied field takes the value away.
function changeOf(values: Values, before: Employment) {
  const was = valuesOf(before)
  const changed = Object.entries(values).filter(([name, value]) => value !== was[name as keyof Values])
  const emptied = new Set(['unit_id', 'production_unit_id', 'ends_on'])
  const body = Object.fromEntries(changed.map(([name, value]) => [name, value === '' && emptied.has(name) ? null : value]))
  return Object.keys(body).length > 0 ? body : { category: values.category }
}
