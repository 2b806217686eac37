import { useState } from 'react'
import { Link } from 'react-router'
import type { Custody } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Table } from '../ui/Table'
import { AnswerDialog } from './AnswerDialog'
import { type Answer, answers } from './handOverApi'
import { useHandOverTexts, useHandOverWords } from './handOverTexts'

type Asked = { custody: Custody; how: Answer }
type Props = {
  rows: Custody[]
  caption: string
  /** Names the device, where the page is not about one. */
  device?: boolean
  /** Leaves out what the reader knows: that all of it came to them and waits for them. */
  own?: boolean
  /** Says what was done, in a place that outlives the last row. */
  tell: (text: string) => void
}

/** HandOverTable says who handed what to whom, and lets the reader answer what waits for them (O6). */
export function HandOverTable({ rows, caption, device, own, tell }: Props) {
  const say = useHandOverTexts()
  const word = useHandOverWords()
  const [asked, setAsked] = useState<Asked>()
  const answerable = rows.some(({ actions }) => actions.length > 0)
  return (
    <>
      <Table
        caption={caption}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          ...(device ? [{ title: say('device'), header: true, cell: (one: Custody) => <Named custody={one} /> }] : []),
          { title: say('what'), header: !device, cell: (one) => <span className="whole">{word.act(one.act)}</span> },
          { title: say('from'), cell: (one) => one.from_employee_name || one.from_location_name || '–' },
          ...(own ? [] : [{ title: say('to'), cell: receiver }]),
          { title: say('when'), cell: ({ given_at }) => instant(given_at) },
          ...(own ? [] : [{ title: say('signed'), cell: (one: Custody) => word.state(one.state) }]),
          ...(answerable ? [{ title: say('actions'), cell: (one: Custody) => <Answers custody={one} ask={setAsked} /> }] : []),
        ]}
      />
      {asked && (
        <AnswerDialog
          {...asked}
          close={() => setAsked(undefined)}
          done={(text) => {
            setAsked(undefined)
            tell(text)
          }}
        />
      )}
    </>
  )
}

const receiver = ({ to_employee_name, to_location_name }: Custody) => [to_employee_name, to_location_name].filter(Boolean).join(', ') || '–'

function Named({ custody: { device_id, serial } }: { custody: Custody }) {
  const organisation = useOrganisation()
  const mayRead = useMay()('stock.read')
  return mayRead ? <Link to={`/organisations/${organisation}/stock/devices/${device_id}`}>{serial}</Link> : serial
}

function Answers({ custody, ask }: { custody: Custody; ask: (asked: Asked) => void }) {
  const say = useHandOverTexts()
  return (
    <div className="row-actions">
      {answers
        .filter((how) => custody.actions.includes(how))
        .map((how) => (
          <button
            key={how}
            type="button"
            className="function-link"
            aria-label={say(`${how}_of`, { serial: custody.serial })}
            onClick={() => ask({ custody, how })}
          >
            {say(how)}
          </button>
        ))}
    </div>
  )
}
