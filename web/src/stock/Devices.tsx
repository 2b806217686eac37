import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Device, Location } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useMay, useOrganisation } from '../session/me'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { type DeviceFilter, useDevices, useLocations } from './api'
import { FilterSelect } from './FilterSelect'
import { useHandOverTexts } from './handOverTexts'
import { OfferDialog } from './OfferDialog'
import { SerialSearch } from './SerialSearch'
import './stock.css'
import { useTexts } from './texts'
import { kinds, states, useWords } from './words'

const names = ['state', 'kind', 'location_id', 'home_id', 'serial'] as const

/** filterOf reads from the address what the list is narrowed by. */
function filterOf(params: URLSearchParams): DeviceFilter {
  const filter: DeviceFilter = {}
  for (const name of names) {
    const value = params.get(name)
    if (value) filter[name] = value
  }
  return filter
}

/** Devices lists the organisation's devices (O5). */
export default function Devices() {
  const locations = useLocations(useOrganisation())
  return <LoadedPage query={locations}>{(all) => <Shown locations={all} />}</LoadedPage>
}

function Shown({ locations }: { locations: Location[] }) {
  const say = useTexts()
  const word = useWords()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const narrowed = Object.keys(filter).length > 0
  const list = useDevices(useOrganisation(), filter)
  const places = locations.map(({ id, name }) => ({ value: id, label: name }))
  const coded = (codes: readonly string[]) => codes.map((code) => ({ value: code, label: word(code) }))
  return (
    <Page title={say('devices')} lead={say('devices_lead')}>
      <SerialSearch key={filter.serial ?? ''} />
      <div className="stock-filters">
        <FilterSelect name="state" label={say('state')} empty={say('all')} options={coded(states)} />
        <FilterSelect name="kind" label={say('kind')} empty={say('all')} options={coded(kinds)} />
        <FilterSelect name="location_id" label={say('lies_at')} empty={say('all')} options={places} />
        <FilterSelect name="home_id" label={say('home')} empty={say('all')} options={places} />
      </div>
      {narrowed && (
        <button type="button" className="function-link" onClick={() => setParams({}, { replace: true, preventScrollReset: true })}>
          {say('clear')}
        </button>
      )}
      <div className="stock-found">
        <Loaded query={list}>
          {() => (list.rows?.length ? <Choice rows={list.rows} /> : <p role="status">{say(narrowed ? 'none_found' : 'no_devices')}</p>)}
        </Loaded>
      </div>
      <More list={list} />
    </Page>
  )
}

/** Choice lets a keeper choose devices that lie in stock, to hand them over to another (O6). */
function Choice({ rows }: { rows: Device[] }) {
  const say = useHandOverTexts()
  const may = useMay()('device.move')
  const [chosen, setChosen] = useState<string[]>([])
  const [offering, setOffering] = useState(false)
  const { said, tell } = useSaid()
  const devices = rows.filter(({ id, state }) => chosen.includes(id) && state === 'in_stock')
  const toggle = (id: string) => setChosen((all) => (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]))
  return (
    <>
      {said}
      <Rows rows={rows} {...(may && rows.some(({ state }) => state === 'in_stock') ? { chosen, toggle } : {})} />
      {devices.length > 0 && (
        <button type="button" className="button button-primary" onClick={() => setOffering(true)}>
          {say('offer_count', { count: devices.length })}
        </button>
      )}
      {offering && (
        <OfferDialog
          devices={devices}
          close={() => setOffering(false)}
          done={(text) => {
            setOffering(false)
            setChosen([])
            tell(text)
          }}
        />
      )}
    </>
  )
}

type RowsProps = { rows: Device[]; chosen?: string[]; toggle?: (id: string) => void }

function Rows({ rows, chosen, toggle }: RowsProps) {
  const say = useTexts()
  const word = useWords()
  const organisation = useOrganisation()
  return (
    <Table
      caption={say('devices')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          title: say('serial'),
          header: true,
          cell: ({ id, serial }) => <Link to={`/organisations/${organisation}/stock/devices/${id}`}>{serial}</Link>,
        },
        { title: say('kind'), cell: ({ kind }) => word(kind) },
        { title: say('state'), cell: ({ state }) => word(state) },
        { title: say('place'), cell: ({ location_name, holder_name }) => holder_name || location_name || '–' },
        ...(toggle
          ? [{ title: say('choose'), cell: (one: Device) => <Choose device={one} chosen={chosen?.includes(one.id) ?? false} toggle={toggle} /> }]
          : []),
      ]}
    />
  )
}

function Choose({ device: { id, serial, state }, chosen, toggle }: { device: Device; chosen: boolean; toggle: (id: string) => void }) {
  const say = useHandOverTexts()
  if (state !== 'in_stock') return null
  return (
    <div className="form-group-checkbox">
      <input id={`choose-${id}`} type="checkbox" className="form-checkbox" checked={chosen} onChange={() => toggle(id)} />
      <label className="form-label" htmlFor={`choose-${id}`}>
        <span className="sr-only">{say('choose_of', { serial })}</span>
      </label>
    </div>
  )
}
