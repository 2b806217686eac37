import { useState } from 'react'
import type { Employee, Employment } from '../../api/schema.gen'
import { day } from '../../i18n/format'
import { useProductionUnits, useUnits } from '../../organisation/api'
import { useSaid } from '../../ui/said'
import { type Column, Table } from '../../ui/Table'
import { Tag } from '../../ui/Tag'
import { useCategories } from '../api'
import type { Whose } from './api'
import { EmploymentForm } from './EmploymentForm'
import { EndEmployment } from './EndEmployment'
import { categoryName, Period, stateOf } from './employment'
import { useTexts } from './texts'

type Asked = { what: 'add' } | { what: 'change' | 'end'; id: string }

/** Employments lists what somebody is employed as, and lets it be changed (E4). */
export function Employments({ whose, employee }: { whose: Whose; employee: Employee }) {
  const say = useTexts()
  const [asked, setAsked] = useState<Asked>()
  const { said, tell } = useSaid()
  const columns = useColumns(whose, employee, setAsked)
  const close = () => setAsked(undefined)
  const chosen = asked && 'id' in asked ? employee.employments.find(({ id }) => id === asked.id) : undefined
  return (
    <section aria-labelledby="employments">
      <h2 id="employments" className="h3" tabIndex={-1}>
        {say('employments')}
      </h2>
      {said}
      {employee.employments.length === 0 ? (
        <p>{say('no_employments')}</p>
      ) : (
        <Table caption={say('employments')} columns={columns} rows={employee.employments} rowKey={({ id }) => id} />
      )}
      {employee.actions.includes('employ') && (
        <button type="button" className="button button-secondary" onClick={() => setAsked({ what: 'add' })}>
          {say('add_employment')}
        </button>
      )}
      {asked?.what === 'add' && <EmploymentForm whose={whose} close={close} done={tell} />}
      {asked?.what === 'change' && chosen && <EmploymentForm whose={whose} employment={chosen} close={close} done={tell} />}
      {asked?.what === 'end' && chosen && <EndEmployment whose={whose} employee={employee} employment={chosen} close={close} done={tell} />}
    </section>
  )
}

function useColumns(whose: Whose, employee: Employee, ask: (asked: Asked) => void): Column<Employment>[] {
  const say = useTexts()
  const categories = useCategories(whose.organisation).data
  const units = useUnits(whose.organisation).data
  const places = useProductionUnits(whose.organisation).data
  const place = (employment: Employment) =>
    [units?.find(({ id }) => id === employment.unit_id)?.name, places?.find(({ id }) => id === employment.production_unit_id)?.name]
      .filter(Boolean)
      .join(', ') ||
    employee.unit_name ||
    employee.production_unit_name ||
    ''
  const tones = { coming: 'waiting', running: 'good', over: 'plain' } as const
  const columns: Column<Employment>[] = [
    { title: say('category'), header: true, cell: ({ category }) => categoryName(categories, category) },
    { title: say('period'), cell: (employment) => <Period employment={employment} /> },
    { title: say('state'), cell: (employment) => <Tag kind={tones[stateOf(employment)]}>{say(`employment_${stateOf(employment)}`)}</Tag> },
  ]
  if (employee.employments.some(place)) columns.splice(1, 0, { title: say('place'), cell: (employment) => place(employment) || '–' })
  if (employee.employments.some(({ sponsor }) => sponsor)) {
    columns.splice(-1, 0, { title: say('sponsor'), cell: ({ sponsor }) => sponsor || '–' })
  }
  if (!employee.actions.includes('employ') || employee.employments.every((one) => stateOf(one) === 'over')) return columns
  const name = (employment: Employment) => `${categoryName(categories, employment.category)}, ${say('from', { day: day(employment.starts_on) })}`
  const buttons = (employment: Employment) =>
    stateOf(employment) === 'over' ? null : (
      <div className="row-actions">
        {(['change', 'end'] as const).map((what) => (
          <button key={what} type="button" className="function-link" onClick={() => ask({ what, id: employment.id })}>
            {say(`employment_${what}`)} <span className="sr-only">{name(employment)}</span>
          </button>
        ))}
      </div>
    )
  return [...columns, { title: say('actions'), cell: buttons }]
}
