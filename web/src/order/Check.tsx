import { useRef } from 'react'
import { useSentences } from '../api/problems'
import type { Order, OrderPreview } from '../api/schema.gen'
import { day } from '../i18n/format'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { Facts } from '../ui/Facts'
import { Table } from '../ui/Table'
import { Trouble } from '../ui/Trouble'
import type { Values } from './draft'
import { kroner } from './money'
import { useNewTexts } from './newTexts'

type Props = {
  values: Values
  would: OrderPreview
  change: () => void
  store: (submit: boolean, key: string) => Promise<Order>
  done: (order: Order, submitted: boolean) => void | Promise<void>
  /** A correction is ordered at once or not at all. */
  drafts?: boolean
}

const known = ['code_display', 'audio_reader', 'chip'] as const

/** Check shows what an order costs, when it comes and what is in its way, before it is placed (B5, U6). */
export function Check({ values, would, change, store, done, drafts = true }: Props) {
  const say = useNewTexts()
  const top = useRef<HTMLDivElement>(null)
  const { act, pending, problem } = useAct((submit: boolean, key) => store(submit, key))
  async function go(submit: boolean) {
    const stored = await act(submit)
    if (stored.ok) return done(stored.data, submit)
    top.current?.focus()
  }
  const nameOf = (index: number) => values.lines[index]?.name || would.lines[index]?.employee_name || say('line', { number: index + 1 })
  const kindOf = (code: string) => {
    const kind = known.find((one) => one === code)
    return kind ? say(kind) : code
  }
  return (
    <>
      <div ref={top} tabIndex={-1}>
        {problem && <Trouble error={problem} />}
      </div>
      <Problems would={would} nameOf={nameOf} />
      <Late would={would} nameOf={nameOf} />
      <Table
        caption={say('check')}
        rows={would.lines.map((line, index) => ({ ...line, index }))}
        rowKey={({ index }) => String(index)}
        columns={[
          { title: say('to'), header: true, cell: ({ index }) => nameOf(index) },
          { title: say('what'), cell: ({ kind }) => kindOf(kind) },
          { title: say('price'), cell: ({ price }) => kroner(price) },
        ]}
      />
      <Facts
        facts={[
          [say('total'), <strong key="total">{kroner(would.total)}</strong>],
          [say('comes'), day(would.expected_on)],
          [
            say('delivery'),
            [values.attention, values.address.street, `${values.address.postal_code} ${values.address.city}`].filter(Boolean).join(', '),
          ],
          [say('payment'), [values.payer.cost_centre, values.payer.ean, values.payer.cvr].filter(Boolean).join(', ')],
        ]}
      />
      <div className="button-group">
        {would.problems.length === 0 && (
          <button type="button" className="button button-primary" aria-busy={pending} aria-disabled={pending} onClick={() => void go(true)}>
            {say('order')}
          </button>
        )}
        <button type="button" className="button button-secondary" onClick={change}>
          {say('change')}
        </button>
        {drafts && (
          <button type="button" className="button button-tertiary" aria-busy={pending} onClick={() => void go(false)}>
            {say('keep')}
          </button>
        )}
      </div>
    </>
  )
}

type Named = { would: OrderPreview; nameOf: (index: number) => string }

// Problems are what would be refused; the order cannot be sent with them.
function Problems({ would, nameOf }: Named) {
  const say = useNewTexts()
  const sentences = useSentences()
  if (would.problems.length === 0) return null
  const at = (pointer: string) => Number(pointer.split('/')[2] ?? 0)
  return (
    <Alert kind="error" live title={say('cannot')}>
      <ul>
        {would.problems.map((problem) => (
          <li key={problem.pointer + problem.code}>{say('cannot_line', { name: nameOf(at(problem.pointer)), why: sentences.ofField(problem) })}</li>
        ))}
      </ul>
    </Alert>
  )
}

// Late says at once that something comes after the last day of an activation, and what helps (U6).
function Late({ would, nameOf }: Named) {
  const say = useNewTexts()
  const late = would.lines
    .map((line, index) => ({ ...line, index }))
    .filter(({ warnings }) => warnings.includes('delivery_after_deadline'))
    .filter(({ employee_id }, at, all) => all.findIndex((one) => one.employee_id === employee_id) === at)
  if (late.length === 0) return null
  const choices = new Set(late.flatMap((line) => line.choices))
  return (
    <Alert kind="warning" live title={say('late')}>
      {late.map(({ index, activate_until }) => (
        <p key={index}>{say('late_what', { name: nameOf(index), until: activate_until ? day(activate_until) : '', on: day(would.expected_on) })}</p>
      ))}
      <ul>
        {choices.has('add_app') && <li>{say('add_app')}</li>}
        {choices.has('start_at_dispatch') && <li>{say('start_at_dispatch')}</li>}
      </ul>
    </Alert>
  )
}
