import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Location } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useMay, useOrganisation } from '../session/me'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { useLocations } from './api'
import { EndLocation, LocationForm } from './LocationDialogs'
import { Locations } from './Locations'
import { useTexts } from './texts'

/** What the page is asked to do with a location. */
export type Act = { add: true } | { rename: Location } | { end: Location }

/** Overview is where the organisation's devices lie (O5). */
export default function Overview() {
  const locations = useLocations(useOrganisation())
  return <LoadedPage query={locations}>{(all) => <Shown locations={all} />}</LoadedPage>
}

function Shown({ locations }: { locations: Location[] }) {
  const say = useTexts()
  const may = useMay()
  const [act, setAct] = useState<Act>()
  const [params, setParams] = useSearchParams()
  const { said, tell } = useSaid()
  const all = params.has('ended')
  const shown = all ? locations : locations.filter(({ ended_at }) => !ended_at)
  const close = () => setAct(undefined)
  const done = (text: string) => {
    close()
    tell(text)
  }
  return (
    <Page
      title={say('stock')}
      lead={say('lead')}
      actions={
        <>
          {may('stock.change') && (
            <button type="button" className="button button-primary" onClick={() => setAct({ add: true })}>
              {say('add')}
            </button>
          )}
          {may('stock.import') && shown.length > 0 && (
            <Link className="button button-secondary" to="import">
              {say('import')}
            </Link>
          )}
        </>
      }
    >
      {said}
      <p>
        <Link to="devices">{say('all_devices')}</Link>
      </p>
      <p>
        <Link to="hand-overs">{say('hand_overs')}</Link>
      </p>
      <p>
        <Link to="returns">{say('returns')}</Link>
      </p>
      {shown.length > 0 ? <Locations locations={shown} act={may('stock.change') ? setAct : undefined} /> : <p>{say('no_locations')}</p>}
      {locations.some(({ ended_at }) => ended_at) && (
        <div className="form-group-checkbox">
          <input
            id="ended"
            type="checkbox"
            className="form-checkbox"
            checked={all}
            onChange={(event) => setParams(event.target.checked ? { ended: '1' } : {}, { replace: true, preventScrollReset: true })}
          />
          <label className="form-label" htmlFor="ended">
            {say('show_ended')}
          </label>
        </div>
      )}
      {act && 'end' in act && <EndLocation location={act.end} done={done} close={close} />}
      {act && !('end' in act) && <LocationForm location={'rename' in act ? act.rename : undefined} locations={locations} done={done} close={close} />}
    </Page>
  )
}
