import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { ProductionUnit, Unit } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useMay, useOrganisation } from '../session/me'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { useProductionUnits, useUnits } from './api'
import './organisation.css'
import { ProductionUnits } from './ProductionUnits'
import { Tree } from './Tree'
import { treeOf } from './tree'
import { EndUnit } from './UnitEnd'
import { UnitForm } from './UnitForm'
import { useUnitTexts } from './unitTexts'

/** What the page is asked to do with a department: add one, below another perhaps, correct it or end it. */
export type Act = { add: string } | { edit: Unit } | { end: Unit }

/** Units are the departments of an organisation as a tree, and its production units. */
export default function Units() {
  const organisation = useOrganisation()
  const units = useUnits(organisation)
  const places = useProductionUnits(organisation)
  return <LoadedPage query={units}>{(all) => <LoadedPage query={places}>{(known) => <Shown units={all} places={known} />}</LoadedPage>}</LoadedPage>
}

function Shown({ units, places }: { units: Unit[]; places: ProductionUnit[] }) {
  const say = useUnitTexts()
  const mayChange = useMay()('unit.change')
  const [act, setAct] = useState<Act>()
  const [params, setParams] = useSearchParams()
  const { said, tell } = useSaid()
  const all = params.has('ended')
  const shown = all ? units : units.filter((unit) => !unit.ended_at)
  const close = () => setAct(undefined)
  const done = (text: string) => {
    close()
    tell(text)
  }
  return (
    <Page
      title={say('units')}
      lead={say('lead')}
      actions={
        mayChange && (
          <button type="button" className="button button-primary" onClick={() => setAct({ add: '' })}>
            {say('add')}
          </button>
        )
      }
    >
      {said}
      {shown.length === 0 && <p>{say('no_units')}</p>}
      <Tree label={say('tree')} branches={treeOf(shown)} places={places} act={mayChange ? setAct : undefined} />
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
      <ProductionUnits places={all ? places : places.filter((place) => !place.ended_at)} mayChange={mayChange} />
      {act && 'end' in act && <EndUnit unit={act.end} done={done} close={close} />}
      {act && !('end' in act) && (
        <UnitForm
          unit={'edit' in act ? act.edit : undefined}
          parent={'add' in act ? act.add : ''}
          units={units}
          places={places}
          done={done}
          close={close}
        />
      )}
    </Page>
  )
}
