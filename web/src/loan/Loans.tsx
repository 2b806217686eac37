import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Loan } from '../api/schema.gen'
import { useMay, useOrganisation } from '../session/me'
import { FilterSelect } from '../stock/FilterSelect'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { exportAddress, type LoanFilter, useLoans } from './api'
import { Extend, ReportLost, TakeBack } from './EndDialogs'
import { Lend } from './Lend'
import { Rows } from './Rows'
import '../stock/stock.css'
import { useTexts } from './texts'
import { Units } from './Units'
import './loan.css'

/** What the page is asked to do. */
export type Act = { lend: true } | { take_back: Loan | undefined } | { extend: Loan } | { report_lost: Loan }

const states = ['running', 'overdue', 'closed'] as const

/** Loans is the desk: what is out, what is late, and the acts of lending and taking back (U10). */
export default function Loans() {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const [params] = useSearchParams()
  const [act, setAct] = useState<Act>()
  const { said, tell } = useSaid()
  const state = states.find((one) => one === params.get('state'))
  const unit = params.get('unit_id')
  const filter: LoanFilter = { state: state ?? 'open', ...(unit ? { unit_id: unit } : {}) }
  const list = useLoans(organisation, filter)
  const close = () => setAct(undefined)
  const done = (text: string) => {
    close()
    tell(text)
  }
  return (
    <Page
      title={say('loans')}
      lead={say('lead')}
      actions={
        <>
          {may('loan.lend') && (
            <button type="button" className="button button-primary" onClick={() => setAct({ lend: true })}>
              {say('lend')}
            </button>
          )}
          {may('loan.take_back') && (
            <button type="button" className="button button-secondary" onClick={() => setAct({ take_back: undefined })}>
              {say('take_back')}
            </button>
          )}
        </>
      }
    >
      {said}
      <p>
        <Link to="pools">{say('to_pools')}</Link>
      </p>
      <div className="stock-filters">
        <FilterSelect name="state" label={say('show')} empty={say('open')} options={states.map((value) => ({ value, label: say(value) }))} />
        <Units />
      </div>
      <div className="stock-found">
        <Loaded query={list}>
          {() =>
            list.rows?.length ? (
              <Rows rows={list.rows} closed={state === 'closed'} act={setAct} />
            ) : (
              <p role="status">{say(state || unit ? 'none' : 'none_open')}</p>
            )
          }
        </Loaded>
      </div>
      <More list={list} />
      {may('loan.export') && state !== 'closed' && (
        <p>
          <a href={exportAddress(organisation, filter)} download>
            {say('export')}
          </a>
        </p>
      )}
      {act && 'lend' in act && <Lend done={done} close={close} />}
      {act && 'take_back' in act && <TakeBack loan={act.take_back} done={done} close={close} />}
      {act && 'extend' in act && <Extend loan={act.extend} done={done} close={close} />}
      {act && 'report_lost' in act && <ReportLost loan={act.report_lost} done={done} close={close} />}
    </Page>
  )
}
