import { Link } from 'react-router'
import type { Organisation } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { cvr } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Facts } from '../ui/Facts'
import { Page } from '../ui/Page'
import { useOrganisationOf } from './api'
import { SettingForm } from './SettingForm'
import { useSettingTexts } from './settingTexts'
import { settingNames, valuesOf } from './settingValues'
import './organisation.css'

/** Settings is how an organisation works with Hverv (U1, U2, U5, H4, W2), and the way to stop it (C9). */
export default function Settings() {
  const say = useSettingTexts()
  const query = useOrganisationOf(useOrganisation())
  const read = async () => (await query.refetch()).data
  return (
    <LoadedPage query={query}>
      {(loaded) => (
        <Page title={say('settings')} lead={say('lead', { name: loaded.data.name })}>
          {loaded.data.actions.includes('change') ? <SettingForm loaded={loaded} read={read} /> : <ReadOnly organisation={loaded.data} />}
          <Elsewhere organisation={loaded.data} />
          <Stops organisation={loaded.data} />
        </Page>
      )}
    </LoadedPage>
  )
}

function ReadOnly({ organisation }: { organisation: Organisation }) {
  const say = useSettingTexts()
  const values = valuesOf(organisation)
  const words = (value: string | boolean) => (typeof value === 'boolean' ? say(value ? 'yes' : 'no') : value || say('empty'))
  return (
    <>
      <p>{say('read_only')}</p>
      <Facts facts={settingNames.map((name) => [say(name), words(values[name])])} />
    </>
  )
}

function Elsewhere({ organisation }: { organisation: Organisation }) {
  const say = useSettingTexts()
  const may = useMay()
  const { street, postal_code, city } = organisation.address
  return (
    <section aria-labelledby="more">
      <h2 id="more" className="h3">
        {say('more')}
      </h2>
      <Facts
        facts={[
          [say('cvr'), cvr(organisation.cvr)],
          [say('form'), organisation.form],
          [say('address'), [street, `${postal_code} ${city}`.trim()].filter(Boolean).join(', ')],
        ]}
      />
      <p>{say('from_register')}</p>
      <ul>
        {may('unit.read') && (
          <li>
            <Link to="../units" relative="path">
              {say('units')}
            </Link>
          </li>
        )}
        {may('category.read') && (
          <li>
            <Link to="categories">{say('categories')}</Link>
          </li>
        )}
      </ul>
    </section>
  )
}

// Stops leads to the pages that say what a stop does; nothing happens here.
function Stops({ organisation }: { organisation: Organisation }) {
  const say = useSettingTexts()
  const steps = (['suspend', 'close'] as const).filter((step) => organisation.actions.includes(step))
  if (steps.length === 0) return null
  return (
    <section aria-labelledby="stop">
      <h2 id="stop" className="h3">
        {say('stop')}
      </h2>
      <p>{say('stop_why')}</p>
      <ul>
        {steps.map((step) => (
          <li key={step}>
            <Link to={step}>{say(`to_${step}`)}</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
