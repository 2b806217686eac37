import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { Problem } from '../api/problem'
import type { NewOrder, OrderPreview } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useFound } from '../employee/api'
import { useOrganisationOf } from '../organisation/api'
import { useOrganisation } from '../session/me'
import { kinds } from '../stock/words'
import { Form } from '../ui/Form'
import { Loading } from '../ui/Loaded'
import { Page } from '../ui/Page'
import { changeDraft, placeOrder, preview, useChangedOrders, useOrder } from './api'
import { Check } from './Check'
import { bodyOf, emptyOrder, type Values, valuesOf } from './draft'
import { Delivery, Whom } from './Fields'
import { useNewTexts } from './newTexts'
import './order.css'

/** New orders hardware: for whom, where to, who pays; then price and day; then the order (O1, B5). */
export default function New() {
  const organisation = useOrganisation()
  const [params] = useSearchParams()
  const [draft, asked] = [params.get('draft'), params.get('kind')]
  const own = useOrganisationOf(organisation)
  if (draft) return <Draft id={draft} />
  return (
    <LoadedPage query={own}>
      {({ data }) => {
        const kind = kinds.find((one) => one === asked) ?? (data.code_displays || !data.chips ? 'code_display' : 'chip')
        return <Begin begin={(lines) => emptyOrder(data.address, lines, kind)} kind={kind} />
      }}
    </LoadedPage>
  )
}

function Draft({ id }: { id: string }) {
  const query = useOrder(useOrganisation(), id)
  return <LoadedPage query={query}>{(order) => <Wizard defaults={valuesOf(order)} kind="code_display" draft={order} />}</LoadedPage>
}

// Begin waits for the name of the employee whose page led here.
function Begin({ begin, kind }: { begin: (lines: Values['lines']) => Values; kind: string }) {
  const known = useSearchParams()[0].get('employee') ?? ''
  if (!known) return <Wizard defaults={begin([])} kind={kind} />
  return <BeginFor employee={known} begin={begin} kind={kind} />
}

function BeginFor({ employee, begin, kind }: { employee: string; begin: (lines: Values['lines']) => Values; kind: string }) {
  const query = useFound(useOrganisation(), employee)
  if (query.isPending) return <Loading />
  const name = query.data ? `${query.data.given_name} ${query.data.family_name}` : ''
  return <Wizard defaults={begin(name ? [{ employee_id: employee, name, kind, spare: false }] : [])} kind={kind} />
}

const nobody = (detail: string) => new Problem({ status: 422, code: 'nobody', detail, errors: [{ pointer: '/pick', code: 'nobody', detail }] })

type Props = { defaults: Values; kind: string; draft?: { id: string; etag: string } }

function Wizard({ defaults, kind, draft }: Props) {
  const say = useNewTexts()
  const organisation = useOrganisation()
  const navigate = useNavigate()
  const changed = useChangedOrders(organisation)
  const [checked, setChecked] = useState<{ values: Values; would: OrderPreview }>()
  const store = (body: NewOrder, key: string) => (draft ? changeDraft(organisation, draft, body) : placeOrder(organisation, body, key))
  return (
    <Page title={say(checked ? 'check' : 'title')} lead={checked ? undefined : say('lead')}>
      {/* The form stays as it is while the order is looked through, so that nothing typed is lost (W5). */}
      <div hidden={Boolean(checked)}>
        <Form<Values, { values: Values; would: OrderPreview }>
          defaults={defaults}
          submit={say('see')}
          send={async (values, key) => {
            if (values.lines.length === 0) throw nobody(say('nobody'))
            return { values, would: await preview(organisation, bodyOf(values, true), key) }
          }}
          done={setChecked}
        >
          {(form) => (
            <>
              <Whom form={form} kind={kind} />
              <Delivery />
            </>
          )}
        </Form>
      </div>
      {checked && (
        <Check
          values={checked.values}
          would={checked.would}
          change={() => setChecked(undefined)}
          store={(submit, key) => store(bodyOf(checked.values, submit), key)}
          done={async (order, submitted) => {
            await changed()
            await navigate(`/organisations/${organisation}/orders/${order.id}`, { state: submitted ? 'placed' : 'drafted' })
          }}
        />
      )}
    </Page>
  )
}
