import { useState } from 'react'
import { Link } from 'react-router'
import type { Order, OrderLine } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { useWords } from '../stock/words'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { isStep, type Step, steps } from './api'
import { kroner } from './money'
import { StepDialog } from './StepDialog'
import { useStepTexts } from './stepTexts'
import { useTexts } from './texts'
import { toneOf, useStates } from './words'

/** Lines are the things of an order, each with its state and the steps that it allows. */
export function Lines({ order, tell }: { order: Order; tell: (text: string) => void }) {
  const say = useTexts()
  const stateOf = useStates()
  const word = useWords()
  const organisation = useOrganisation()
  const reads = useMay()('employee.list')
  const [asked, setAsked] = useState<{ line: OrderLine; step: Step }>()
  const stepsOf = (line: OrderLine) => <Steps line={line} all={order.lines.length} ask={(step) => setAsked({ line, step })} />
  return (
    <section aria-labelledby="lines">
      <h2 id="lines" className="h3">
        {say('lines')}
      </h2>
      <Table
        caption={say('lines')}
        rows={order.lines}
        rowKey={({ id }) => id}
        columns={[
          {
            title: say('employee'),
            header: true,
            cell: ({ employee_id, employee_name }) =>
              reads ? <Link to={`/organisations/${organisation}/employees/${employee_id}`}>{employee_name}</Link> : employee_name,
          },
          {
            title: say('what'),
            cell: ({ kind, spare, serial }) => (
              <>
                {word(kind)} {spare && <Tag>{say('reserve')}</Tag>} {serial && <small className="whole">{serial}</small>}
              </>
            ),
          },
          { title: say('state'), cell: (line) => <Standing line={line} word={stateOf(line.state)} /> },
          {
            title: say('price'),
            cell: ({ price, state }) => <span className="whole">{state === 'draft' ? say('not_expected') : kroner(price)}</span>,
          },
          ...(order.lines.some(({ actions }) => actions.length > 0) ? [{ title: say('actions'), cell: stepsOf }] : []),
        ]}
      />
      {asked && (
        <StepDialog
          line={asked.line}
          step={asked.step}
          close={() => setAsked(undefined)}
          done={(text) => {
            setAsked(undefined)
            tell(text)
          }}
        />
      )}
    </section>
  )
}

const open = (state: string) => !['delivered', 'cancelled', 'failed'].includes(state)

function Standing({ line, word }: { line: OrderLine; word: string }) {
  const say = useTexts()
  return (
    <>
      <Tag kind={toneOf(line.state)}>{word}</Tag>
      {line.expected_on && open(line.state) && <small className="whole"> {say('expected_by', { on: day(line.expected_on) })}</small>}
      {line.tracking && (
        <small>
          {' '}
          {say('tracking')} <span className="whole">{line.tracking}</span>
        </small>
      )}
      {line.reason && !open(line.state) && line.reason !== 'replaced' && <small> {line.reason}</small>}
    </>
  )
}

/** Steps are the buttons of a line. A single line is cancelled with its order. */
export function Steps({ line, all, ask }: { line: OrderLine; all: number; ask: (step: Step) => void }) {
  const say = useStepTexts()
  const offered = Object.keys(steps)
    .filter(isStep)
    .filter((step) => line.actions.includes(step) && !(step === 'cancel' && all === 1))
  return (
    <span className="row-actions">
      {offered.map((step) => (
        <button key={step} type="button" className="function-link" onClick={() => ask(step)}>
          {say(step)} <span className="sr-only">{line.employee_name}</span>
        </button>
      ))}
    </span>
  )
}
