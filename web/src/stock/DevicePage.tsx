import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { Device } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { instant } from '../i18n/format'
import { useOrganisationOf } from '../organisation/api'
import { useMay, useOrganisation } from '../session/me'
import { Facts } from '../ui/Facts'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { useDevice, useLocations } from './api'
import { CustodyList } from './CustodyList'
import { isStep, type Step, steps } from './deviceApi'
import { useDeviceTexts } from './deviceTexts'
import { StepDialog } from './StepDialog'
import { useWords } from './words'

/** DevicePage is one device: where it is, who had it, and what may be done with it now (O5, O6, U11, U16). */
export default function DevicePage() {
  const { device = '' } = useParams()
  const query = useDevice(useOrganisation(), device)
  return <LoadedPage query={query}>{(one) => <Shown device={one} />}</LoadedPage>
}

function Shown({ device }: { device: Device }) {
  const say = useDeviceTexts()
  const may = useMay()
  const [step, setStep] = useState<Step>()
  const { said, tell } = useSaid()
  const months = useOrganisationOf(useOrganisation()).data?.data.chip_months ?? 0
  const elsewhere = useLocations(useOrganisation()).data?.some(({ id, ended_at }) => !ended_at && id !== device.location_id)
  // Renewing is a step of the authenticator that the device is, so the device does not offer it (U12).
  const renewable =
    device.kind === 'chip' &&
    ['active', 'expired'].includes(device.authenticator_state ?? '') &&
    months > 0 &&
    (may('device.hand_out') || may('authenticator.unblock'))
  const blind = !may('employee.find')
  const offered = Object.keys(steps)
    .filter(isStep)
    .filter(
      (name) => (name === 'renew' ? renewable : device.actions.includes(name)) && !(name === 'hand_out' && blind) && !(name === 'move' && !elsewhere),
    )
  return (
    <Page title={say('title', { serial: device.serial })}>
      {said}
      <What device={device} />
      <section aria-labelledby="steps">
        <h2 id="steps" className="h3">
          {say('steps')}
        </h2>
        {offered.length === 0 && <p>{say('no_steps')}</p>}
        {device.actions.includes('hand_out') && blind && <p>{say('hand_out_cannot')}</p>}
        <div className="button-group">
          {offered.map((name, index) => (
            <button key={name} type="button" className={`button button-${index === 0 ? 'primary' : 'secondary'}`} onClick={() => setStep(name)}>
              {say(name)}
            </button>
          ))}
        </div>
      </section>
      <CustodyList device={device.id} tell={tell} />
      {step && (
        <StepDialog
          device={device}
          step={step}
          close={() => setStep(undefined)}
          done={(text) => {
            setStep(undefined)
            tell(text)
          }}
        />
      )}
    </Page>
  )
}

const unfit = ['lost', 'blocked', 'written_off'] as const

function What({ device }: { device: Device }) {
  const say = useDeviceTexts()
  const word = useWords()
  const organisation = useOrganisation()
  const mayRead = useMay()('employee.list')
  const why = unfit.find((one) => one === device.unfit)
  const home = useLocations(organisation).data?.find(({ id }) => id === device.home_id)?.name
  const holder =
    device.holder_id && mayRead ? (
      <Link to={`/organisations/${organisation}/employees/${device.holder_id}`}>{device.holder_name}</Link>
    ) : (
      device.holder_name
    )
  return (
    <Facts
      facts={[
        [say('state'), word(device.state)],
        [say('holder'), holder],
        [say('place'), device.location_name],
        [say('home'), device.location_id ? undefined : home],
        [say('kind'), word(device.kind)],
        [say('model'), [device.maker, device.model].filter(Boolean).join(', ')],
        [say('unfit'), why ? say(why) : device.unfit],
        [say('moved'), instant(device.moved_at)],
        [say('expires'), device.expires_at && instant(device.expires_at)],
      ]}
    />
  )
}
