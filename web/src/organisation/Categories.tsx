import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { EmploymentCategory } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useCategories } from '../employee/api'
import { useMay, useOrganisation } from '../session/me'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { CategoryForm } from './CategoryForm'
import { RetireCategory } from './CategoryRetire'
import { useCategoryTexts } from './categoryTexts'
import './organisation.css'

type Act = 'add' | { edit: EmploymentCategory } | { retire: EmploymentCategory }

/** Categories are the kinds of employment that an organisation uses (E4). */
export default function Categories() {
  const query = useCategories(useOrganisation())
  return <LoadedPage query={query}>{(all) => <Shown all={all} />}</LoadedPage>
}

function Shown({ all }: { all: EmploymentCategory[] }) {
  const say = useCategoryTexts()
  const mayChange = useMay()('category.change')
  const [act, setAct] = useState<Act>()
  const [params, setParams] = useSearchParams()
  const { said, tell } = useSaid()
  const shown = params.has('retired') ? all : all.filter(({ retired }) => !retired)
  const close = () => setAct(undefined)
  const done = (text: string) => {
    close()
    tell(text)
  }
  return (
    <Page
      title={say('categories')}
      lead={say('lead')}
      actions={
        mayChange && (
          <button type="button" className="button button-primary" onClick={() => setAct('add')}>
            {say('add')}
          </button>
        )
      }
    >
      {said}
      <CategoryTable rows={shown} act={mayChange ? setAct : undefined} />
      <div className="form-group-checkbox">
        <input
          id="retired"
          type="checkbox"
          className="form-checkbox"
          checked={params.has('retired')}
          onChange={(event) => setParams(event.target.checked ? { retired: '1' } : {}, { replace: true, preventScrollReset: true })}
        />
        <label className="form-label" htmlFor="retired">
          {say('show_retired')}
        </label>
      </div>
      <p>
        <Link to=".." relative="path">
          {say('back')}
        </Link>
      </p>
      {act === 'add' && <CategoryForm category={undefined} all={all} done={done} close={close} />}
      {typeof act === 'object' && 'edit' in act && <CategoryForm category={act.edit} all={all} done={done} close={close} />}
      {typeof act === 'object' && 'retire' in act && <RetireCategory category={act.retire} done={done} close={close} />}
    </Page>
  )
}

/** useCategoryName gives the function that names a kind of employment in the user's language. */
export function useCategoryName() {
  const { i18n } = useTranslation()
  return ({ name_da, name_en }: EmploymentCategory) => (i18n.language === 'en' ? name_en : name_da)
}

const kinds = ['app', 'code_display', 'chip'] as const

function CategoryTable({ rows, act }: { rows: EmploymentCategory[]; act: ((act: Act) => void) | undefined }) {
  const say = useCategoryTexts()
  const nameOf = useCategoryName()
  // What is asked for beyond the usual: documents, or one kind of authenticator instead of all.
  const demands = ({ required_documents, allowed_authenticators }: EmploymentCategory) => {
    const some = kinds.filter((kind) => allowed_authenticators.includes(kind)).map((kind) => say(kind))
    const only = some.length < kinds.length ? [say('only', { kinds: some.join(', ') })] : []
    return [...required_documents, ...only].join('; ') || '–'
  }
  const buttons = (category: EmploymentCategory) => {
    const retire = category.retired ? 'restore' : 'retire'
    return (
      <div className="row-actions">
        <button
          type="button"
          className="function-link"
          aria-label={say('edit', { name: nameOf(category) })}
          onClick={() => act?.({ edit: category })}
        >
          {say('edit_short')}
        </button>
        <button
          type="button"
          className="function-link"
          aria-label={say(retire, { name: nameOf(category) })}
          onClick={() => act?.({ retire: category })}
        >
          {say(`${retire}_short`)}
        </button>
      </div>
    )
  }
  return (
    <Table
      caption={say('categories')}
      rows={rows}
      rowKey={({ code }) => code}
      columns={[
        {
          title: say('name'),
          header: true,
          cell: (category) => (
            <>
              <span className="whole">{nameOf(category)}</span> <small>({category.code})</small> {category.external && <Tag>{say('external')}</Tag>}{' '}
              {category.retired && <Tag>{say('retired')}</Tag>}
            </>
          ),
        },
        { title: say('length'), cell: ({ default_days: count }) => (count ? say('days', { count }) : say('no_end')) },
        { title: say('demands'), cell: demands },
        ...(act ? [{ title: say('acts'), cell: buttons }] : []),
      ]}
    />
  )
}
