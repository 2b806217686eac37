import { useNavigate, useSearchParams } from 'react-router'
import type { NewCorrection, Order } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useEmployee } from '../employee/api'
import { texts } from '../i18n/texts'
import { useOrganisationOf } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { Form } from '../ui/Form'
import { CheckField } from '../ui/fields'
import { Page } from '../ui/Page'
import { orderCorrection, useChangedOrders } from './api'
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
    order: 'Bestil nyt kort',
  },
  en: {
    title: 'New card for {{name}}',
    lead: 'The present card works until the new one is in use. If what Hverv knows is wrong, put it right on the page of the employee first.',
    what: 'What is wrong on the card?',
    name: 'The name',
    title_wrong: 'The title',
    unit: 'The unit',
    photo: 'The photo',
    order: 'Order a new card',
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

function Shown({ employee, name, defaults }: { employee: string; name: string; defaults: CorrectValues }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const navigate = useNavigate()
  const changed = useChangedOrders(organisation)
  const words = { name: say('name'), title: say('title_wrong'), unit: say('unit'), photo: say('photo') }
  function send({ wrong, ...values }: CorrectValues, key: string) {
    const { lines: _, submit: __, ...delivery } = bodyOf(values, true)
    const body: NewCorrection = { ...delivery, employee_id: employee, what: wrongs.filter((one) => wrong[one]) }
    return orderCorrection(organisation, body, key)
  }
  return (
    <Page title={say('title', { name })} lead={say('lead')}>
      <Form<CorrectValues, Order>
        defaults={defaults}
        submit={say('order')}
        send={send}
        done={async ({ id }) => {
          await changed()
          await navigate(`/organisations/${organisation}/orders/${id}`, { state: 'placed' })
        }}
      >
        <fieldset>
          <legend className="form-label">{say('what')}</legend>
          {wrongs.map((one) => (
            <CheckField key={one} name={`wrong.${one}`} label={words[one]} />
          ))}
        </fieldset>
        <Delivery />
      </Form>
    </Page>
  )
}
