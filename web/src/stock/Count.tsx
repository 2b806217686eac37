import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { Problem } from '../api/problem'
import type { Location, StockCount } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { instant, number } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { useChangedStock, useLocations } from './api'
import { useCountTexts } from './countTexts'
import { takeStock, useCounts } from './handOverApi'
import { kinds, useWords } from './words'

/** Count is where somebody enters what lies at a location, and sees how it differs from the books (O5). */
export default function Count() {
  const { location = '' } = useParams()
  return <LoadedPage query={useLocations(useOrganisation())}>{(all) => <At location={all.find(({ id }) => id === location)} />}</LoadedPage>
}

function At({ location }: { location: Location | undefined }) {
  const say = useCountTexts()
  const may = useMay()
  const [counted, setCounted] = useState<StockCount[]>()
  if (!location) return <Page title={say('no_location')} />
  return (
    <Page title={say('count_at', { name: location.name })} lead={say('lead')}>
      {counted && <Outcome counted={counted} location={location.id} />}
      {may('stock.count') && !location.ended_at && <Enter key={counted?.[0]?.id ?? ''} location={location.id} done={setCounted} />}
      <History location={location.id} />
    </Page>
  )
}

type Values = Record<(typeof kinds)[number], string>

function Enter({ location, done }: { location: string; done: (counted: StockCount[]) => void }) {
  const say = useCountTexts()
  const word = useWords()
  const organisation = useOrganisation()
  const changed = useChangedStock(organisation)
  function send(values: Values, key: string) {
    const counts = kinds.filter((kind) => values[kind].trim() !== '').map((kind) => ({ kind, counted: Number(values[kind].replace(/[.\s]/g, '')) }))
    if (counts.length === 0) {
      const detail = say('nothing')
      throw new Problem({ status: 422, code: 'missing', detail, errors: [{ pointer: '/code_display', code: 'nothing_counted', detail }] })
    }
    return takeStock(organisation, location, counts, key)
  }
  return (
    <Form<Values, { data: StockCount[] }>
      defaults={{ code_display: '', audio_reader: '', chip: '' }}
      submit={say('save')}
      send={send}
      done={async ({ data }) => {
        done(data)
        await changed()
      }}
      other={
        <Link className="button button-secondary" to="../.." relative="path">
          {say('back')}
        </Link>
      }
    >
      {kinds.map((kind) => (
        <TextField
          key={kind}
          name={kind}
          label={word(kind)}
          inputMode="numeric"
          chars={8}
          maxLength={7}
          check={(typed) => (/^[\d.\s]*$/.test(typed) ? undefined : say('digits'))}
        />
      ))}
    </Form>
  )
}

function Outcome({ counted, location }: { counted: StockCount[]; location: string }) {
  const say = useCountTexts()
  const word = useWords()
  const organisation = useOrganisation()
  const differs = counted.some(({ difference }) => difference !== 0)
  return (
    <Alert kind={differs ? 'warning' : 'success'} live title={say(differs ? 'differs' : 'fits')}>
      <ul>
        {counted.map((one) => (
          <li key={one.id}>{say('line', { kind: word(one.kind), counted: number(one.counted), booked: number(one.booked) })}</li>
        ))}
      </ul>
      {differs && (
        <p>
          {say('differs_what')} <Link to={`/organisations/${organisation}/stock/devices?location_id=${location}`}>{say('see')}</Link>
        </p>
      )}
    </Alert>
  )
}

function History({ location }: { location: string }) {
  const say = useCountTexts()
  const word = useWords()
  const list = useCounts(useOrganisation(), location)
  return (
    <section aria-labelledby="history">
      <h2 id="history" className="h3">
        {say('history')}
      </h2>
      <Loaded query={list}>
        {() =>
          list.rows?.length ? (
            <Table
              caption={say('history')}
              rows={list.rows}
              rowKey={({ id }) => id}
              columns={[
                { title: say('when'), header: true, cell: ({ counted_at }) => instant(counted_at) },
                { title: say('kind'), cell: ({ kind }) => word(kind) },
                { title: say('counted'), cell: (one) => number(one.counted) },
                { title: say('booked'), cell: (one) => number(one.booked) },
                { title: say('difference'), cell: ({ difference }) => signed(difference) },
                { title: say('by'), cell: ({ counted_by_name }) => counted_by_name || '–' },
              ]}
            />
          ) : (
            <p>{say('never')}</p>
          )
        }
      </Loaded>
      <More list={list} />
    </section>
  )
}

const signed = (n: number) => (n > 0 ? `+${number(n)}` : number(n))
