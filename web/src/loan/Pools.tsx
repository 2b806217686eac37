import { useState } from 'react'
import { Link } from 'react-router'
import type { LoanPool } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useMay, useOrganisation } from '../session/me'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { usePools } from './api'
import { Lend } from './Lend'
import './loan.css'
import { EndPool, PoolForm } from './PoolDialogs'
import { useTexts } from './texts'

type Act = { add: true } | { lend: LoanPool } | { change: LoanPool } | { end: LoanPool }

/** Pools lists the pools that lend outside opening hours (U10). */
export default function Pools() {
  const pools = usePools(useOrganisation())
  return <LoadedPage query={pools}>{(all) => <Shown pools={all} />}</LoadedPage>
}

function Shown({ pools }: { pools: LoanPool[] }) {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const [act, setAct] = useState<Act>()
  const { said, tell } = useSaid()
  const close = () => setAct(undefined)
  const done = (text: string) => {
    close()
    tell(text)
  }
  return (
    <Page
      title={say('pools')}
      lead={say('pools_lead')}
      actions={
        may('loan_pool.change') && (
          <button type="button" className="button button-primary" onClick={() => setAct({ add: true })}>
            {say('pool_add')}
          </button>
        )
      }
    >
      {said}
      <p>
        <Link to={`/organisations/${organisation}/loans`}>{say('to_loans')}</Link>
      </p>
      {pools.length > 0 ? <Rows pools={pools} act={setAct} /> : <p>{say('no_pools')}</p>}
      {act && 'lend' in act && <Lend pool={act.lend} done={done} close={close} />}
      {act && 'end' in act && <EndPool pool={act.end} done={done} close={close} />}
      {act && 'add' in act && <PoolForm pool={undefined} pools={pools} done={done} close={close} />}
      {act && 'change' in act && <PoolForm pool={act.change} pools={pools} done={done} close={close} />}
    </Page>
  )
}

function Rows({ pools, act }: { pools: LoanPool[]; act: (act: Act) => void }) {
  const say = useTexts()
  return (
    <Table
      caption={say('pools')}
      rows={pools}
      rowKey={({ id }) => id}
      columns={[
        {
          title: say('pool'),
          header: true,
          cell: ({ name, location_name, unit_name }) => (
            <>
              {name}
              <div className="loan-note">{[location_name, unit_name].filter(Boolean).join(', ')}</div>
            </>
          ),
        },
        {
          title: say('bundle'),
          cell: ({ bundle_name, bundle_retired }) => (
            <>
              {bundle_name} {bundle_retired && <Tag kind="bad">{say('bundle_retired')}</Tag>}
            </>
          ),
        },
        { title: say('pool_hours'), cell: ({ hours }) => hours },
        { title: say('devices'), cell: ({ free, out }) => say('free', { free, out }) },
        { title: say('actions'), cell: (pool) => <Steps pool={pool} act={act} /> },
      ]}
    />
  )
}

function Steps({ pool, act }: { pool: LoanPool; act: (act: Act) => void }) {
  const say = useTexts()
  const { name, actions } = pool
  return (
    <div className="row-actions">
      {actions.includes('lend') && (
        <button type="button" className="function-link" aria-label={say('lend_from', { name })} onClick={() => act({ lend: pool })}>
          {say('lend')}
        </button>
      )}
      {actions.includes('change') && (
        <button type="button" className="function-link" aria-label={say('change_of', { name })} onClick={() => act({ change: pool })}>
          {say('change')}
        </button>
      )}
      {actions.includes('end') && (
        <button type="button" className="function-link" aria-label={say('end_of', { name })} onClick={() => act({ end: pool })}>
          {say('end')}
        </button>
      )}
    </div>
  )
}
