import { Link } from 'react-router'
import type { Location } from '../api/schema.gen'
import { number } from '../i18n/format'
import { useMay } from '../session/me'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import type { Act } from './Overview'
import { useTexts } from './texts'
import { kinds, states, useWords } from './words'

/** Locations lists the locations with what belongs to each, kind by kind. */
export function Locations({ locations, act }: { locations: Location[]; act: ((act: Act) => void) | undefined }) {
  const say = useTexts()
  const name = ({ id, name, ended_at }: Location) => (
    <>
      <Link to={`devices?home_id=${id}`}>{name}</Link> {ended_at && <Tag>{say('ended')}</Tag>}
    </>
  )
  const mayCount = useMay()('stock.count')
  const acts = (location: Location) =>
    !location.ended_at && (
      <div className="row-actions">
        {mayCount && (
          <Link to={`locations/${location.id}/count`} aria-label={say('count_named', { name: location.name })}>
            {say('count_go')}
          </Link>
        )}
        {act && renames(location, act)}
      </div>
    )
  const renames = (location: Location, act: (act: Act) => void) => (
    <>
      <button
        type="button"
        className="function-link"
        aria-label={say('rename_named', { name: location.name })}
        onClick={() => act({ rename: location })}
      >
        {say('rename')}
      </button>
      <button type="button" className="function-link" aria-label={say('end_named', { name: location.name })} onClick={() => act({ end: location })}>
        {say('end')}
      </button>
    </>
  )
  return (
    <Table
      caption={say('locations')}
      rows={locations}
      rowKey={({ id }) => id}
      columns={[
        { title: say('location'), header: true, cell: name },
        { title: say('contents'), cell: (location) => <Contents location={location} /> },
        ...(act || mayCount ? [{ title: say('actions'), cell: acts }] : []),
      ]}
    />
  )
}

function Contents({ location: { counts } }: { location: Location }) {
  const say = useTexts()
  const word = useWords()
  const lines = kinds.flatMap((kind) => {
    const its = states.flatMap((state) => counts.filter((one) => one.kind === kind && one.state === state && one.number > 0))
    if (its.length === 0) return []
    const parts = its.map((one) => say('state_count', { number: number(one.number), state: word(one.state).toLowerCase() })).join(', ')
    const sum = its.reduce((all, one) => all + one.number, 0)
    return [{ kind, text: say('count', { kind: word(kind), number: number(sum), states: parts }) }]
  })
  if (lines.length === 0) return <>{say('nothing')}</>
  return (
    <>
      {lines.map(({ kind, text }) => (
        <div key={kind}>{text}</div>
      ))}
    </>
  )
}
