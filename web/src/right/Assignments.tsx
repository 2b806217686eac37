import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Assignment } from '../api/schema.gen'
import { useMay, useOrganisation } from '../session/me'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { useAssignments } from './api'
import { ChangeEnd } from './ChangeEnd'
import { End } from './End'
import { Sections } from './Sections'
import { useTexts } from './texts'
import { useWords } from './words'
import './right.css'

/** Assignments is who was given what in the organisation (R3); the address says which employee's alone. */
export default function Assignments() {
  const say = useTexts()
  const may = useMay()
  const words = useWords()
  const organisation = useOrganisation()
  const [search, setSearch] = useSearchParams()
  const employee = search.get('employee')
  const bundle = search.get('bundle')
  const ended = search.get('ended') === '1'
  const list = useAssignments(organisation, {
    ...(employee ? { employee_id: employee } : {}),
    ...(bundle ? { bundle_id: bundle } : {}),
    ...(ended ? { ended } : {}),
  })
  const [open, setOpen] = useState<{ step: 'end' | 'change'; of: Assignment }>()
  const close = () => setOpen(undefined)
  return (
    <Page
      title={say('assignments')}
      lead={say('assignments_lead')}
      actions={
        may('assignment.give') && (
          <Link className="button button-primary" to={`/organisations/${organisation}/rights/assign${employee ? `?employee=${employee}` : ''}`}>
            {say('assign')}
          </Link>
        )
      }
    >
      <Sections />
      <div className="filters">
        <div className="form-group-checkbox">
          <input
            id="ended"
            type="checkbox"
            className="form-checkbox"
            checked={ended}
            onChange={(event) => setSearch(changed(search, 'ended', event.target.checked ? '1' : ''), { replace: true })}
          />
          <label className="form-label" htmlFor="ended">
            {say('show_ended')}
          </label>
        </div>
        {(employee || bundle) && <Link to=".">{say('show_all')}</Link>}
      </div>
      <Loaded query={list}>
        {() => (
          <>
            {list.rows?.length === 0 && <p role="status">{say('none_assigned')}</p>}
            {list.rows && list.rows.length > 0 && (
              <Table
                caption={say('assignments')}
                rows={list.rows}
                rowKey={(row) => row.id}
                columns={[
                  {
                    title: say('employee'),
                    header: true,
                    cell: (row) => <Link to={`/organisations/${organisation}/employees/${row.employee_id}`}>{row.employee_name}</Link>,
                  },
                  { title: say('column_what'), cell: (row) => row.name },
                  { title: say('column_where'), cell: words.where },
                  { title: say('column_until'), cell: words.howLong },
                  { title: say('column_act'), cell: (row) => <Steps of={row} go={(step) => setOpen({ step, of: row })} /> },
                ]}
              />
            )}
            <More list={list} />
          </>
        )}
      </Loaded>
      {open?.step === 'end' && <End assignment={open.of} onClose={close} />}
      {open?.step === 'change' && <ChangeEnd assignment={open.of} onClose={close} />}
    </Page>
  )
}

function changed(search: URLSearchParams, name: string, value: string) {
  const next = new URLSearchParams(search)
  if (value) next.set(name, value)
  else next.delete(name)
  return next
}

function Steps({ of, go }: { of: Assignment; go: (step: 'end' | 'change') => void }) {
  const say = useTexts()
  const what = { what: of.name, name: of.employee_name }
  return (
    <span className="row-actions">
      {of.actions.includes('change') && (
        <button type="button" className="function-link" aria-label={say('change_end_of', what)} onClick={() => go('change')}>
          {say('change_end')}
        </button>
      )}
      {of.actions.includes('end') && (
        <button type="button" className="function-link" aria-label={say('end_what', what)} onClick={() => go('end')}>
          {say('end')}
        </button>
      )}
    </span>
  )
}
