import { useState } from 'react'
import type { Proofing } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Loaded } from '../ui/Loaded'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { useProofings } from './api'
import { useDeskTexts } from './deskTexts'
import { Answer, Photo } from './ProofDialogs'
import { ProofForm } from './ProofForm'

const states = { waiting: 'waiting', confirmed: 'good', declined: 'bad', withdrawn: 'plain', lapsed: 'bad' } as const
const documents = ['passport', 'national_id_card', 'driving_licence', 'residence_permit'] as const
type Asks = { add: true } | { which: Proofing; step: 'confirm' | 'decline' | 'photo' }
type Props = { employee: string; name: string; mayAdd: boolean; tell: (text: string) => void }

/** Proofings are the officers' words that somebody stood here with a document. */
export function Proofings({ employee, name, mayAdd, tell }: Props) {
  const say = useDeskTexts()
  const may = useMay()
  const list = useProofings(useOrganisation(), employee)
  const [asks, setAsks] = useState<Asks>()
  const close = () => setAsks(undefined)
  function done(text: string) {
    close()
    tell(text)
  }
  return (
    <>
      <Loaded query={list}>
        {(rows) => (rows.length > 0 ? <Rows rows={rows} ask={(which, step) => setAsks({ which, step })} /> : <p>{say('proof_none')}</p>)}
      </Loaded>
      {mayAdd && may('proofing.record') && (
        <button type="button" className="button button-secondary" onClick={() => setAsks({ add: true })}>
          {say('proof_add')}
        </button>
      )}
      {asks && 'add' in asks && <ProofForm employee={employee} close={close} done={done} />}
      {asks && 'which' in asks && asks.step !== 'photo' && <Answer which={asks.which} step={asks.step} name={name} close={close} done={done} />}
      {asks && 'which' in asks && asks.step === 'photo' && <Photo which={asks.which} name={name} close={close} />}
    </>
  )
}

function Rows({ rows, ask }: { rows: Proofing[]; ask: (which: Proofing, step: 'confirm' | 'decline' | 'photo') => void }) {
  const say = useDeskTexts()
  const acts = (which: Proofing) => (
    <div className="row-actions">
      {(['confirm', 'decline', 'photo'] as const)
        .filter((step) => which.actions.includes(step))
        .map((step) => (
          <button key={step} type="button" className="function-link" onClick={() => ask(which, step)}>
            {say(step === 'photo' ? 'see_photo' : step)}
          </button>
        ))}
    </div>
  )
  return (
    <Table
      caption={say('step_proof')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { title: say('document_type'), header: true, cell: (which) => <What which={which} /> },
        { title: say('level'), cell: ({ level }) => (level === 'high' || level === 'substantial' ? say(level) : level) },
        { title: say('when'), cell: ({ recorded_at }) => instant(recorded_at) },
        {
          title: say('by'),
          cell: ({ clerk_name, second_name }) => (second_name ? say('by_two', { first: clerk_name, second: second_name }) : clerk_name),
        },
        { title: say('state'), cell: ({ state }) => <State of={state} /> },
        ...(rows.some(({ actions }) => actions.length > 0) ? [{ title: say('actions'), cell: acts }] : []),
      ]}
    />
  )
}

function What({ which: { document_type, number_masked } }: { which: Proofing }) {
  const say = useDeskTexts()
  const known = documents.find((one) => one === document_type)
  return (
    <>
      {known ? say(known) : document_type} {number_masked}
    </>
  )
}

function State({ of }: { of: string }) {
  const say = useDeskTexts()
  const known = (Object.keys(states) as (keyof typeof states)[]).find((one) => one === of)
  return known ? <Tag kind={states[known]}>{say(known)}</Tag> : of
}
