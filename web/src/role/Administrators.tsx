import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { RoleGrant, RoleGrantPage } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useMay, useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { useAdministrators } from './api'
import { DatesDialog } from './DatesDialog'
import { Grants } from './Grants'
import { Requests } from './Requests'
import { LastDialog, RevokeDialog } from './RevokeDialog'
import './role.css'
import { useTexts } from './texts'

/** What the page is asked to do with a role. */
export type Act = { kind: 'dates' | 'revoke' | 'last'; grant: RoleGrant }

/** Administrators are who may do what, where and until when (A1), and who asks for more (A3). */
export default function Administrators() {
  const say = useTexts()
  const may = useMay()
  const [params, setParams] = useSearchParams()
  const over = params.get('show') === 'over'
  const list = useAdministrators(useOrganisation(), over)
  const [act, setAct] = useState<Act>()
  const { said, tell } = useSaid()
  const close = () => setAct(undefined)
  const done = (text: string) => {
    close()
    tell(text)
  }
  return (
    <Page
      title={say('administrators')}
      lead={say('lead')}
      actions={
        may('role.grant') && (
          <Link className="button button-primary" to="new">
            {say('appoint')}
          </Link>
        )
      }
    >
      {list.first && <Warnings warnings={list.first.warnings} />}
      {said}
      <Requests tell={tell} />
      <fieldset className="role-filter">
        <legend className="sr-only">{say('show')}</legend>
        {(['now', 'over'] as const).map((which) => (
          <div key={which} className="form-group-radio">
            <input
              type="radio"
              className="form-radio radio-small"
              name="show"
              id={`show-${which}`}
              checked={over === (which === 'over')}
              onChange={() => setParams(which === 'over' ? { show: 'over' } : {}, { replace: true, preventScrollReset: true })}
            />
            <label className="form-label" htmlFor={`show-${which}`}>
              {say(`show_${which}`)}
            </label>
          </div>
        ))}
      </fieldset>
      <LoadedPage query={list}>{() => <Grants rows={list.rows ?? []} over={over} last={list.first?.last_administrator} act={setAct} />}</LoadedPage>
      <More list={list} />
      {act && <ActDialog act={act} rows={list.rows ?? []} refresh={() => list.refetch()} done={done} close={close} />}
    </Page>
  )
}

function Warnings({ warnings }: { warnings: RoleGrantPage['warnings'] }) {
  const say = useTexts()
  return (['no_administrator', 'few_administrators'] as const)
    .filter((code) => warnings.includes(code))
    .map((code) => (
      <Alert key={code} kind="warning">
        <p>{say(code)}</p>
      </Alert>
    ))
}

type DialogProps = { act: Act; rows: RoleGrant[]; refresh: () => Promise<unknown>; done: (text: string) => void; close: () => void }

function ActDialog({ act: { kind, grant }, rows, refresh, done, close }: DialogProps) {
  if (kind === 'last') return <LastDialog grant={grant} close={close} />
  if (kind === 'revoke') return <RevokeDialog grant={grant} done={done} close={close} />
  return <DatesDialog grant={rows.find(({ id }) => id === grant.id) ?? grant} refresh={refresh} done={done} close={close} />
}
