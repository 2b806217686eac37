import { useEffect, useRef } from 'react'
import { type UseFormReturn, useFieldArray } from 'react-hook-form'
import { FindEmployee } from '../employee/FindEmployee'
import { kinds } from '../stock/words'
import { CheckField, SelectField, TextField } from '../ui/fields'
import type { Values } from './draft'
import { useNewTexts } from './newTexts'

/** Whom chooses the employees, one after the other, and what each gets. */
export function Whom({ form, kind }: { form: UseFormReturn<Values>; kind: string }) {
  const say = useNewTexts()
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'lines', keyName: 'key' })
  const names = useRef(new Map<string, string>())
  const picked = form.watch('pick')
  useEffect(() => {
    const name = names.current.get(picked)
    if (!name) return
    append({ employee_id: picked, name, kind, spare: false }, { shouldFocus: false })
    form.setValue('pick', '')
    form.clearErrors('pick')
  }, [picked, append, form, kind])
  return (
    <section aria-labelledby="whom">
      <h2 id="whom" className="h3">
        {say('employees')}
      </h2>
      <FindEmployee
        name="pick"
        label={say('add')}
        hint={say('add_hint')}
        unmarked
        chosen={({ id, given_name, family_name }) => names.current.set(id, `${given_name} ${family_name}`)}
      />
      <ul className="order-chosen nobullet-list" aria-label={say('chosen')}>
        {fields.map(({ key, name }, index) => (
          <li key={key}>
            <div className="order-line">
              <strong>{name}</strong>
              <SelectField
                name={`lines.${index}.kind`}
                label={say('kind', { name })}
                options={kinds.map((code) => ({ value: code, label: say(code) }))}
                fixed
                required
              />
              <CheckField name={`lines.${index}.spare`} label={say('spare', { name })} />
            </div>
            <button type="button" className="function-link" onClick={() => remove(index)}>
              {say('remove', { name })}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Delivery is where it goes and who pays (O1, B3). */
export function Delivery() {
  const say = useNewTexts()
  return (
    <>
      <section aria-labelledby="delivery">
        <h2 id="delivery" className="h3">
          {say('delivery')}
        </h2>
        <TextField name="attention" label={say('attention')} hint={say('attention_hint')} maxLength={100} wide />
        <TextField name="address.street" label={say('street')} maxLength={200} wide required />
        <TextField name="address.postal_code" label={say('postal_code')} inputMode="numeric" maxLength={20} chars={8} required />
        <TextField name="address.city" label={say('city')} maxLength={100} chars={27} required />
      </section>
      <section aria-labelledby="payment">
        <h2 id="payment" className="h3">
          {say('payment')}
        </h2>
        <TextField name="payer.cost_centre" label={say('cost_centre')} maxLength={50} chars={16} />
        <TextField name="payer.ean" label={say('ean')} inputMode="numeric" maxLength={20} chars={16} />
        <TextField name="payer.cvr" label={say('cvr')} hint={say('cvr_hint')} inputMode="numeric" maxLength={20} chars={16} />
        <TextField name="reference" label={say('reference')} maxLength={50} chars={27} />
      </section>
    </>
  )
}
