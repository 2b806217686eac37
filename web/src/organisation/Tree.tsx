import type { ProductionUnit } from '../api/schema.gen'
import { Tag } from '../ui/Tag'
import type { Branch } from './tree'
import type { Act } from './Units'
import { useUnitTexts } from './unitTexts'

type Props = { label?: string; branches: Branch[]; places: ProductionUnit[]; act: ((act: Act) => void) | undefined }

/** Tree shows departments below those that they belong to, each with what may be done to it. */
export function Tree({ label, branches, places, act }: Props) {
  const say = useUnitTexts()
  if (branches.length === 0) return null
  return (
    <ul className={label ? 'unit-tree nobullet-list' : 'nobullet-list'} aria-label={label}>
      {branches.map(({ unit, below }) => {
        const place = places.find(({ id }) => id === unit.production_unit_id)
        return (
          <li key={unit.id}>
            <div className="unit-row">
              <p>
                <strong>{unit.name}</strong> {place && <small>{place.name}</small>} {unit.ended_at && <Tag>{say('ended')}</Tag>}
              </p>
              {act && !unit.ended_at && (
                <div className="row-actions">
                  <button
                    type="button"
                    className="function-link"
                    aria-label={say('add_below', { name: unit.name })}
                    onClick={() => act({ add: unit.id })}
                  >
                    {say('add_short')}
                  </button>
                  <button type="button" className="function-link" aria-label={say('edit', { name: unit.name })} onClick={() => act({ edit: unit })}>
                    {say('edit_short')}
                  </button>
                  <button type="button" className="function-link" aria-label={say('end', { name: unit.name })} onClick={() => act({ end: unit })}>
                    {say('end_short')}
                  </button>
                </div>
              )}
            </div>
            <Tree branches={below} places={places} act={act} />
          </li>
        )
      })}
    </ul>
  )
}
