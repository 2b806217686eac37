import { Link } from 'react-router'
import type { Loan } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import type { Act } from './Loans'
import { useTexts } from './texts'

type Props = { rows: Loan[]; closed: boolean; act: (act: Act) => void }

/** Rows lists loans with whom to call and what may be done with each. */
export function Rows({ rows, closed, act }: Props) {
  const say = useTexts()
  return (
    <Table
      caption={say('loans')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { title: say('borrower'), header: true, cell: (loan) => <Borrower loan={loan} /> },
        {
          title: say('serial'),
          cell: ({ serial, pool_name }) => (
            <>
              {serial}
              {pool_name && <div className="loan-note">{say('from_pool', { name: pool_name })}</div>}
            </>
          ),
        },
        { title: say(closed ? 'ended_at' : 'ends'), cell: (loan) => <Ends loan={loan} /> },
        { title: say('belongs'), cell: ({ desk_name }) => desk_name },
        ...(closed ? [] : [{ title: say('actions'), cell: (loan: Loan) => <Steps loan={loan} act={act} /> }]),
      ]}
    />
  )
}

function Borrower({ loan }: { loan: Loan }) {
  const say = useTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const contact = [loan.employee_phone, loan.employee_email].filter(Boolean)
  return (
    <>
      {may('employee.list') ? (
        <Link to={`/organisations/${organisation}/employees/${loan.employee_id}`}>{loan.employee_name}</Link>
      ) : (
        loan.employee_name
      )}
      {loan.unit_name && <div className="loan-note">{loan.unit_name}</div>}
      <div className="loan-note">{contact.join(' · ') || say('no_contact')}</div>
    </>
  )
}

function Ends({ loan }: { loan: Loan }) {
  const say = useTexts()
  const outcome = (['returned', 'lost', 'destroyed'] as const).find((one) => one === loan.outcome)
  return (
    <>
      {instant(loan.ends_at)} {loan.state === 'overdue' && <Tag kind="bad">{say('late')}</Tag>}
      {outcome && <Tag kind={outcome === 'returned' ? 'good' : 'bad'}>{say(outcome)}</Tag>}
    </>
  )
}

function Steps({ loan, act }: { loan: Loan; act: (act: Act) => void }) {
  const say = useTexts()
  const { employee_name: name, serial, actions } = loan
  return (
    <div className="row-actions">
      {actions.includes('take_back') && (
        <button type="button" className="function-link" aria-label={say('take_back_of', { name, serial })} onClick={() => act({ take_back: loan })}>
          {say('take_back')}
        </button>
      )}
      {actions.includes('extend') && (
        <button type="button" className="function-link" aria-label={say('extend_of', { name })} onClick={() => act({ extend: loan })}>
          {say('extend')}
        </button>
      )}
      {actions.includes('report_lost') && (
        <button type="button" className="function-link" aria-label={say('report_lost_of', { serial })} onClick={() => act({ report_lost: loan })}>
          {say('report_lost')}
        </button>
      )}
    </div>
  )
}
