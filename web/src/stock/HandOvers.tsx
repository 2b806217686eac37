import { useSearchParams } from 'react-router'
import { newKey } from '../api/client'
import type { Custody } from '../api/schema.gen'
import { useMe, useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Trouble } from '../ui/Trouble'
import { FilterSelect } from './FilterSelect'
import { HandOverTable } from './HandOverTable'
import { answer, useAnswered, useHandOvers } from './handOverApi'
import { useHandOverTexts } from './handOverTexts'
import './stock.css'

const states = ['accepted', 'refused', 'withdrawn'] as const

/** HandOvers lists who handed what to whom; those that wait for an answer come first (O6). */
export default function HandOvers() {
  const say = useHandOverTexts()
  const [params] = useSearchParams()
  const { said, tell } = useSaid()
  const state = params.get('state') ?? 'offered'
  const list = useHandOvers(useOrganisation(), state === 'all' ? {} : { state })
  const options = [...states.map((value) => ({ value, label: say(value) })), { value: 'all', label: say('all') }]
  return (
    <Page title={say('hand_overs')} lead={say('lead')}>
      <div className="stock-filters">
        <FilterSelect name="state" label={say('show')} empty={say('waiting')} options={options} />
      </div>
      {said}
      <div className="stock-found">
        <Loaded query={list}>
          {() =>
            list.rows?.length ? (
              <>
                <AcceptAll rows={list.rows} tell={tell} />
                <HandOverTable rows={list.rows} caption={say('hand_overs')} tell={tell} device />
              </>
            ) : (
              <p role="status">{say('none')}</p>
            )
          }
        </Loaded>
      </div>
      <More list={list} />
    </Page>
  )
}

/** AcceptAll signs for everything on the list that waits for the reader, one after the other: what fails is left on it. */
function AcceptAll({ rows, tell }: { rows: Custody[]; tell: (text: string) => void }) {
  const say = useHandOverTexts()
  const organisation = useOrganisation()
  const who = useMe().data?.organisation?.employee_id
  const answered = useAnswered(organisation)
  const mine = rows.filter(({ to_employee_id, actions }) => to_employee_id === who && actions.includes('accept'))
  const { act, pending, problem } = useAct(async (all: Custody[]) => {
    try {
      for (const one of all) await answer(organisation, one, 'accept', '', newKey())
    } finally {
      await answered()
    }
    return all.length
  })
  async function go() {
    const done = await act(mine)
    if (done.ok) tell(say('accepted_all', { count: done.data }))
  }
  return (
    <>
      {problem && <Trouble error={problem} />}
      {mine.length > 1 && (
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void go()}>
          {say('accept_all', { count: mine.length })}
        </button>
      )}
    </>
  )
}
