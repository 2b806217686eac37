import { useState } from 'react'
import { Link } from 'react-router'
import type { OrderLine } from '../api/schema.gen'
import { day, today } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { useWords } from '../stock/words'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { type Step, useQueue } from './api'
import { Steps } from './Lines'
import { StepDialog } from './StepDialog'
import { useTexts } from './texts'
import { toneOf, useStates } from './words'

/** Queue is what the card officers of the own warehouse have to send, the most urgent first (O4). */
export default function Queue() {
  const say = useTexts()
  const list = useQueue(useOrganisation())
  const [asked, setAsked] = useState<{ line: OrderLine; step: Step }>()
  const { said, tell } = useSaid()
  return (
    <Page title={say('queue')} lead={say('queue_lead')}>
      {said}
      <Loaded query={list}>
        {() =>
          list.rows?.length ? <Rows rows={list.rows} ask={(line, step) => setAsked({ line, step })} /> : <p role="status">{say('queue_none')}</p>
        }
      </Loaded>
      <More list={list} />
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
    </Page>
  )
}

function Rows({ rows, ask }: { rows: OrderLine[]; ask: (line: OrderLine, step: Step) => void }) {
  const say = useTexts()
  const stateOf = useStates()
  const word = useWords()
  const organisation = useOrganisation()
  return (
    <Table
      caption={say('queue')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          title: say('employee'),
          header: true,
          cell: ({ employee_name, order_id }) => <Link to={`/organisations/${organisation}/orders/${order_id}`}>{employee_name}</Link>,
        },
        { title: say('what'), cell: ({ kind }) => <span className="whole">{word(kind)}</span> },
        { title: say('state'), cell: ({ state }) => <Tag kind={toneOf(state)}>{stateOf(state)}</Tag> },
        {
          title: say('expected'),
          cell: ({ expected_on }) =>
            expected_on && expected_on < today() ? <strong>{say('overdue', { on: day(expected_on) })}</strong> : expected_on && day(expected_on),
        },
        { title: say('actions'), cell: (line) => <Steps line={line} all={2} ask={(step) => ask(line, step)} /> },
      ]}
    />
  )
}
