import { useEffect, useState } from 'react'
import type { Receipt } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { useAct } from '../ui/act'
import { Loaded } from '../ui/Loaded'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { Trouble } from '../ui/Trouble'
import { printReceipt, signReceipt, useChangedOffice, useReceipts } from './api'
import { useDeskTexts } from './deskTexts'

const kinds = ['code_display', 'audio_reader', 'chip'] as const
const ways = ['own_session', 'first_use', 'paper'] as const
type Step = 'print' | 'sign' | 'sign_on_paper'
type Props = { organisation: string; employee: string; tell: (text: string) => void }

/** Receipts are those of what somebody was issued, to print and to sign (U13, G3). */
export function Receipts({ organisation, employee, tell }: Props) {
  const say = useDeskTexts()
  const list = useReceipts(organisation, employee)
  return (
    <Loaded query={list}>
      {(rows) => (rows.length > 0 ? <Rows organisation={organisation} rows={rows} tell={tell} /> : <p>{say('receipt_none')}</p>)}
    </Loaded>
  )
}

function Rows({ organisation, rows, tell }: { organisation: string; rows: Receipt[]; tell: (text: string) => void }) {
  const say = useDeskTexts()
  const changed = useChangedOffice(organisation)
  const [sheet, setSheet] = useState<{ serial: string; address: string }>()
  useEffect(() => () => URL.revokeObjectURL(sheet?.address ?? ''), [sheet])
  const { act, pending, problem } = useAct(({ which, step }: { which: Receipt; step: Step }, key) => take(which, step, key))
  async function take(which: Receipt, step: Step, key: string) {
    if (step !== 'print') await signReceipt(organisation, which, step === 'sign_on_paper', key)
    else setSheet({ serial: which.serial, address: URL.createObjectURL(await printReceipt(organisation, which)) })
  }
  async function go(which: Receipt, step: Step) {
    if (!(await act({ which, step })).ok || step === 'print') return
    tell(say('signed_done', { serial: which.serial }))
    await changed()
  }
  const names = { print: 'print', sign: 'sign', sign_on_paper: 'on_paper' } as const
  const acts = (which: Receipt) => (
    <div className="row-actions">
      {(['print', 'sign', 'sign_on_paper'] as const)
        .filter((step) => which.actions.includes(step))
        .map((step) => (
          <button
            key={step}
            type="button"
            className="function-link"
            aria-busy={pending}
            aria-label={say(`${names[step]}_named`, { serial: which.serial })}
            onClick={() => void go(which, step)}
          >
            {say(names[step])}
          </button>
        ))}
    </div>
  )
  return (
    <>
      {problem && <Trouble error={problem} />}
      <div role="status">
        {sheet && (
          <p>
            {say('opened', { serial: sheet.serial })}{' '}
            <a href={sheet.address} target="_blank" rel="noreferrer">
              {say('open')}
            </a>
          </p>
        )}
      </div>
      <Table
        caption={say('step_receipt')}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { title: say('device'), header: true, cell: (receipt) => <What receipt={receipt} /> },
          { title: say('issued'), cell: ({ issued_at, issued_by_name }) => say('issued_by', { at: instant(issued_at), name: issued_by_name }) },
          { title: say('signed'), cell: ({ signed_how }) => <Signed how={signed_how} /> },
          { title: say('actions'), cell: acts },
        ]}
      />
    </>
  )
}

function What({ receipt: { kind, serial } }: { receipt: Receipt }) {
  const say = useDeskTexts()
  const known = kinds.find((one) => one === kind)
  return (
    <>
      {known && say(known)} {serial}
    </>
  )
}

function Signed({ how }: { how: string }) {
  const say = useDeskTexts()
  const known = ways.find((one) => one === how)
  return known ? <Tag kind="good">{say(known)}</Tag> : <Tag kind="waiting">{say('not_signed')}</Tag>
}
