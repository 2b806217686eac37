import { useState } from 'react'
import type { ProductionUnit } from '../api/schema.gen'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { ProductionUnitForm } from './ProductionUnitForm'
import { EndPlace } from './UnitEnd'
import { useUnitTexts } from './unitTexts'

type Act = 'add' | { edit: ProductionUnit } | { end: ProductionUnit }

/** ProductionUnits are the places of the company register, with what may be done to them. */
export function ProductionUnits({ places, mayChange }: { places: ProductionUnit[]; mayChange: boolean }) {
  const say = useUnitTexts()
  const [act, setAct] = useState<Act>()
  const { said, tell } = useSaid()
  const close = () => setAct(undefined)
  const done = (text: string) => {
    close()
    tell(text)
  }
  const buttons = (place: ProductionUnit) =>
    !place.ended_at && (
      <div className="row-actions">
        <button type="button" className="function-link" aria-label={say('edit', { name: place.name })} onClick={() => setAct({ edit: place })}>
          {say('edit_short')}
        </button>
        <button type="button" className="function-link" aria-label={say('end', { name: place.name })} onClick={() => setAct({ end: place })}>
          {say('end_short')}
        </button>
      </div>
    )
  return (
    <section aria-labelledby="places">
      <h2 id="places" className="h3">
        {say('places')}
      </h2>
      <p>{say('places_why')}</p>
      {said}
      {places.length === 0 && <p>{say('no_places')}</p>}
      {places.length > 0 && (
        <Table
          caption={say('places')}
          rows={places}
          rowKey={({ id }) => id}
          columns={[
            {
              title: say('name'),
              header: true,
              cell: (place) => (
                <>
                  {place.name} {place.ended_at && <Tag>{say('ended')}</Tag>}
                </>
              ),
            },
            { title: say('p_number'), cell: (place) => <span className="whole">{place.p_number}</span> },
            { title: say('address'), cell: (place) => addressOf(place) },
            ...(mayChange ? [{ title: say('acts'), cell: buttons }] : []),
          ]}
        />
      )}
      {mayChange && (
        <button type="button" className="button button-secondary" onClick={() => setAct('add')}>
          {say('add_place')}
        </button>
      )}
      {act === 'add' && <ProductionUnitForm place={undefined} places={places} done={done} close={close} />}
      {typeof act === 'object' && 'edit' in act && <ProductionUnitForm place={act.edit} places={places} done={done} close={close} />}
      {typeof act === 'object' && 'end' in act && <EndPlace place={act.end} done={done} close={close} />}
    </section>
  )
}

function addressOf({ address: { street, postal_code, city } }: ProductionUnit) {
  return [street, `${postal_code} ${city}`.trim()].filter(Boolean).join(', ')
}
