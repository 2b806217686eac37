import { Problem } from '../api/problem'
import type { NewOffice, Office } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { CheckField, TextArea, TextField } from '../ui/fields'
import { saveOffice, useChangedOffice } from './api'
import { closedOf, hoursOf, typedHours } from './hours'
import { useSettingTexts } from './settingTexts'

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const
type Values = {
  name: string
  address: { street: string; postal_code: string; city: string }
  slot_minutes: string
  desks: string
  day: Record<string, string>
  closed: string
  open_on_holidays: boolean
}
type Props = { office: Office | undefined; close: () => void; done: (text: string) => void }

/** OfficeForm makes an office, or changes its words and hours. */
export function OfficeForm({ office, close, done }: Props) {
  const say = useSettingTexts()
  const organisation = useOrganisation()
  const changed = useChangedOffice(organisation)
  const wrong = (name: string, detail: string) =>
    new Problem({ status: 422, code: 'invalid_input', detail, errors: [{ pointer: `/${name}`, code: 'unreadable_here', detail }] })
  function read(values: Values): NewOffice {
    const hours = weekdays.flatMap((weekday) => {
      const its = hoursOf(weekday, values.day[`d${weekday}`] ?? '')
      if (!its) throw wrong(`day/d${weekday}`, say('hours_wrong'))
      return its
    })
    const closed_days = closedOf(values.closed)
    if (!closed_days) throw wrong('closed', say('closed_wrong'))
    const { name, address, open_on_holidays } = values
    return { name, address, open_on_holidays, slot_minutes: Number(values.slot_minutes), desks: Number(values.desks), hours, closed_days }
  }
  return (
    <Dialog title={say(office ? 'change_named' : 'add', { name: office?.name ?? '' })} onClose={close}>
      <Form<Values, Office>
        defaults={valuesOf(office)}
        submit={say('save')}
        send={async (values, key) => saveOffice(organisation, office, read(values), key)}
        done={async ({ name }) => {
          await changed()
          done(say('saved', { name }))
        }}
        reload={changed}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        <TextField name="name" label={say('name')} maxLength={100} required />
        <TextField name="address.street" label={say('street')} maxLength={100} required />
        <TextField name="address.postal_code" label={say('postal_code')} inputMode="numeric" maxLength={10} chars={8} required />
        <TextField name="address.city" label={say('city')} maxLength={60} required />
        <TextField name="slot_minutes" label={say('slot_minutes')} inputMode="numeric" chars={8} required />
        <TextField name="desks" label={say('desks')} inputMode="numeric" chars={8} required />
        <fieldset>
          <legend className="form-label">{say('hours')}</legend>
          <span className="form-hint">{say('hours_hint')}</span>
          {weekdays.map((weekday) => (
            <TextField key={weekday} name={`day.d${weekday}`} label={say(`day${weekday}`)} maxLength={60} />
          ))}
        </fieldset>
        <TextArea name="closed" label={say('closed_days')} hint={say('closed_hint')} rows={3} maxLength={4000} />
        <CheckField name="open_on_holidays" label={say('open_on_holidays')} />
      </Form>
    </Dialog>
  )
}

function valuesOf(office: Office | undefined): Values {
  const { street = '', postal_code = '', city = '' } = office?.address ?? {}
  return {
    name: office?.name ?? '',
    address: { street, postal_code, city },
    slot_minutes: String(office?.slot_minutes ?? 20),
    desks: String(office?.desks ?? 1),
    day: Object.fromEntries(weekdays.map((weekday) => [`d${weekday}`, typedHours(office?.hours ?? [], weekday)])),
    closed: (office?.closed_days ?? []).map(({ on, why }) => [on, why].filter(Boolean).join(' ')).join('\n'),
    open_on_holidays: office?.open_on_holidays ?? false,
  }
}
