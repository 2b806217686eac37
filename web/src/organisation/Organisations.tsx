import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { OrganisationListed } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { cvr, instant } from '../i18n/format'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { type Column, Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { Resume, Stop } from './OrganisationDialogs'
import { type State, useOrganisations } from './operatorApi'
import { useOperatorTexts } from './operatorTexts'

const states = ['connected', 'suspended', 'closed'] as const
const known = (state: string): State | undefined => states.find((one) => one === state)

/** Organisations is the operator's list of who is connected, where one is suspended or opened again (C9). */
export default function Organisations() {
  const say = useOperatorTexts()
  const [params, setParams] = useSearchParams()
  const state = known(params.get('state') ?? '')
  const list = useOrganisations(state)
  const [asked, setAsked] = useState<OrganisationListed>()
  const { said, tell } = useSaid()
  const word = (value: string) => {
    const one = known(value)
    return one ? say(`state_${one}`) : value
  }
  const columns: Column<OrganisationListed>[] = [
    { title: say('name'), header: true, cell: ({ name }) => name },
    { title: say('cvr'), cell: (row) => cvr(row.cvr) },
    { title: say('connected'), cell: ({ created_at }) => instant(created_at) },
    { title: say('administrators'), cell: ({ administrators }) => administrators || <Tag kind="bad">{say('nobody')}</Tag> },
    { title: say('state'), cell: (row) => (row.state === 'connected' ? word(row.state) : <Tag kind="bad">{word(row.state)}</Tag>) },
    {
      title: say('act'),
      cell: (row) =>
        row.state !== 'closed' && (
          <button type="button" className="function-link" onClick={() => setAsked(row)}>
            {say(row.state === 'suspended' ? 'resume' : 'suspend')} <span className="sr-only">{row.name}</span>
          </button>
        ),
    },
  ]
  const close = () => setAsked(undefined)
  const done = (text: string) => {
    close()
    tell(text)
  }
  return (
    <LoadedPage query={list}>
      {() => (
        <Page title={say('title')} lead={say('lead')}>
          {said}
          <StateFilter state={state} word={word} pick={(value) => setParams(value ? { state: value } : {}, { replace: true })} />
          {list.rows?.length === 0 ? (
            <p>{say('none')}</p>
          ) : (
            <Table caption={say('title')} columns={columns} rows={list.rows ?? []} rowKey={({ id }) => id} />
          )}
          <More list={list} />
          {asked?.state === 'suspended' && <Resume organisation={asked} close={close} done={done} />}
          {asked?.state === 'connected' && <Stop organisation={asked} close={close} done={done} />}
        </Page>
      )}
    </LoadedPage>
  )
}

type FilterProps = { state: State | undefined; word: (state: string) => string; pick: (state: string) => void }

function StateFilter({ state, word, pick }: FilterProps) {
  const say = useOperatorTexts()
  return (
    <div className="form-group">
      <label className="form-label" htmlFor="state">
        {say('state')}
      </label>
      <select id="state" className="form-select" value={state ?? ''} onChange={(event) => pick(event.target.value)}>
        <option value="">{say('state_all')}</option>
        {states.map((one) => (
          <option key={one} value={one}>
            {word(one)}
          </option>
        ))}
      </select>
    </div>
  )
}
