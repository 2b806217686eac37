import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Letter } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { day, instant, today } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { useLetters } from './api'
import { type Step, StepDialog } from './StepDialog'
import { useTexts } from './texts'

const states = ['waiting', 'printing', 'printed', 'void', 'expired'] as const
const colours = { waiting: 'waiting', printing: 'waiting', printed: 'good', void: 'plain', expired: 'bad' } as const
const steps = ['print', 'confirm', 'fail'] as const

/** Letters is the print queue (U15). */
export default function Letters() {
  const say = useTexts()
  const [params, setParams] = useSearchParams()
  const state = states.find((one) => one === params.get('state'))
  const list = useLetters(useOrganisation(), state)
  const [step, setStep] = useState<{ letter: Letter; step: Step }>()
  const { said, tell } = useSaid()
  return (
    <Page title={say('letters')} lead={say('lead')}>
      {said}
      <div className="form-group">
        <label className="form-label" htmlFor="state">
          {say('show')}
        </label>
        <select
          id="state"
          className="form-select"
          value={state ?? ''}
          onChange={(event) => setParams(event.target.value ? { state: event.target.value } : {}, { replace: true, preventScrollReset: true })}
        >
          <option value="">{say('open_ones')}</option>
          {states.slice(2).map((one) => (
            <option key={one} value={one}>
              {say(one)}
            </option>
          ))}
        </select>
      </div>
      <LoadedPage query={list}>
        {() =>
          list.rows?.length ? (
            <Rows rows={list.rows} take={(letter, step) => setStep({ letter, step })} />
          ) : (
            <p role="status">{say(state ? 'none_found' : 'none')}</p>
          )
        }
      </LoadedPage>
      <More list={list} />
      {step && (
        <StepDialog
          {...step}
          close={() => setStep(undefined)}
          done={(text) => {
            setStep(undefined)
            tell(text)
          }}
        />
      )}
    </Page>
  )
}

function Rows({ rows, take }: { rows: Letter[]; take: (letter: Letter, step: Step) => void }) {
  const say = useTexts()
  const kind = (letter: Letter) => say(letter.kind === 'hand_over_code' || letter.kind === 'appointment' ? letter.kind : 'other_letter')
  const acts = (letter: Letter) => (
    <div className="row-actions">
      {steps
        .filter((one) => letter.actions.includes(one))
        .map((one) => (
          <button
            key={one}
            type="button"
            className="function-link"
            aria-label={say(`${one}_named`, { name: letter.employee_name })}
            onClick={() => take(letter, one)}
          >
            {say(one)}
          </button>
        ))}
    </div>
  )
  return (
    <Table
      caption={say('letters')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { title: say('to'), header: true, cell: ({ employee_name }) => employee_name },
        { title: say('letter'), cell: kind },
        { title: say('since'), cell: ({ queued_at }) => instant(queued_at) },
        { title: say('state'), cell: (letter) => <State letter={letter} /> },
        ...(rows.some(({ actions }) => actions.length > 0) ? [{ title: say('actions'), cell: acts }] : []),
      ]}
    />
  )
}

function State({ letter: { state, claimed_by_name, expires_at } }: { letter: Letter }) {
  const say = useTexts()
  const known = states.find((one) => one === state)
  const last = today(new Date(Date.parse(expires_at) - 1))
  return (
    <>
      {known ? <Tag kind={colours[known]}>{say(known)}</Tag> : state}
      {claimed_by_name && state !== 'waiting' && <div>{say('by', { name: claimed_by_name })}</div>}
      {state === 'waiting' && <div>{say('until', { day: day(last) })}</div>}
    </>
  )
}
