import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { Problem } from '../api/problem'
import type { NewCorrection, OrderPreview } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useEmployee } from '../employee/api'
import { texts } from '../i18n/texts'
import { useOrganisationOf } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { Form } from '../ui/Form'
import { CheckField } from '../ui/fields'
import { Page } from '../ui/Page'
import { orderCorrection, previewCorrection, useChangedOrders } from './api'
import { Check } from './Check'
import { bodyOf, emptyOrder, type Values } from './draft'
import { Delivery } from './Fields'
import { wrongs } from './words'
import './order.css'

const useTexts = texts('order-correct', {
  da: {
    title: 'Nyt kort til {{name}}',
    lead: 'Det nuværende kort virker, indtil det nye er taget i brug. Ret først oplysningerne på medarbejderens side, hvis de er forkerte i Hverv.',
    what: 'Hvad er forkert på kortet?',
    name: 'Navnet',
    title_wrong: 'Stillingen',
    unit: 'Afdelingen',
    photo: 'Billedet',
    nothing: 'Vælg, hvad der er forkert.',
    see: 'Se pris og levering',
    check: 'Se bestillingen igennem',
  },
  en: {
    title: 'New card for {{name}}',
    lead: 'The present card works until the new one is in use. If what Hverv knows is wrong, put it right on the page of the employee first.',
    what: 'What is wrong on the card?',
    name: 'The name',
    title_wrong: 'The title',
    unit: 'The unit',
    photo: 'The photo',
    nothing: 'Choose what is wrong.',
    see: 'See price and delivery',
    check: 'Look through the order',
  },
})

type Wrong = Record<(typeof wrongs)[number], boolean>
type CorrectValues = Values & { wrong: Wrong }

/** Correct orders a new card because something on it is wrong; the nearest manager does (U14). */
export default function Correct() {
  const own = useOrganisationOf(useOrganisation())
  const employee = useSearchParams()[0].get('employee') ?? ''
  const query = useEmployee(useOrganisation(), employee)
  return (
    <LoadedPage query={query}>
      {({ data }) => (
        <LoadedPage query={own}>
          {(organisation) => (
            <Shown
              employee={employee}
              name={`${data.given_name} ${data.family_name}`}
              defaults={{ ...emptyOrder(organisation.data.address, [], 'chip'), wrong: { name: false, title: false, unit: false, photo: false } }}
            />
          )}
        </LoadedPage>
      )}
    </LoadedPage>
  )
}

const nothing = (detail: string) =>
  new Problem({ status: 422, code: 'nothing', detail, errors: [{ pointer: '/wrong.name', code: 'nothing', detail }] })

function Shown({ employee, name, defaults }: { employee: string; name: string; defaults: CorrectValues }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const navigate = useNavigate()
  const changed = useChangedOrders(organisation)
  const [checked, setChecked] = useState<{ values: CorrectValues; would: OrderPreview }>()
  const words = { name: say('name'), title: say('title_wrong'), unit: say('unit'), photo: say('photo') }
  function bodyFor({ wrong, ...values }: CorrectValues): NewCorrection {
    const { lines: _, submit: __, ...delivery } = bodyOf(values, true)
    return { ...delivery, employee_id: employee, what: wrongs.filter((one) => wrong[one]) }
  }
  async function see(values: CorrectValues, key: string) {
    const body = bodyFor(values)
    if (body.what.length === 0) throw nothing(say('nothing'))
    return { values, would: await previewCorrection(organisation, body, key) }
  }
  return (
    <Page title={checked ? say('check') : say('title', { name })} lead={checked ? undefined : say('lead')}>
      {/* The form stays as it is while the order is looked through, so that nothing typed is lost (W5). */}
      <div hidden={Boolean(checked)}>
        <Form<CorrectValues, { values: CorrectValues; would: OrderPreview }> defaults={defaults} submit={say('see')} send={see} done={setChecked}>
          <fieldset>
            <legend className="form-label">{say('what')}</legend>
            {wrongs.map((one) => (
              <CheckField key={one} name={`wrong.${one}`} label={words[one]} />
            ))}
          </fieldset>
          <Delivery />
        </Form>
      </div>
      {checked && (
        <Check
          values={{ ...checked.values, lines: [{ employee_id: employee, name, kind: 'chip', spare: false }] }}
          would={checked.would}
          change={() => setChecked(undefined)}
          store={(_, key) => orderCorrection(organisation, bodyFor(checked.values), key)}
          drafts={false}
          done={async ({ id }) => {
            await changed()
            await navigate(`/organisations/${organisation}/orders/${id}`, { state: 'placed' })
          }}
        />
      )}
    </Page>
  )
}
