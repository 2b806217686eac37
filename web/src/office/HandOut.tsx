import { useState } from 'react'
import type { Device } from '../api/schema.gen'
import { useMay, useOrganisation } from '../session/me'
import { Combobox } from '../ui/Combobox'
import { Form } from '../ui/Form'
import { useChangedOffice } from './api'
import { useDeskTexts } from './deskTexts'
import { handOutDevice, searchDevices } from './devices'

const kinds = ['code_display', 'audio_reader', 'chip'] as const

/** HandOut gives a device of the stock to the person at the desk, by its number. */
export function HandOut({ identity, name, tell }: { identity: string; name: string; tell: (text: string) => void }) {
  const say = useDeskTexts()
  const organisation = useOrganisation()
  const may = useMay()
  const changed = useChangedOffice(organisation)
  const [round, setRound] = useState(0)
  if (!may('device.hand_out')) return <p>{say('no_hand_out')}</p>
  const search = async (typed: string) =>
    (await searchDevices(organisation, typed)).map(({ id, serial, kind, location_name }) => {
      const known = kinds.find((one) => one === kind)
      return { value: id, label: serial, detail: [known && say(known), location_name].filter(Boolean).join(', ') }
    })
  return (
    <Form<{ device_id: string }, Device>
      key={round}
      defaults={{ device_id: '' }}
      submit={say('hand_out_go')}
      send={({ device_id }, key) => handOutDevice(organisation, device_id, identity, key)}
      done={async ({ serial }) => {
        setRound(round + 1)
        tell(say('handed_out', { serial, name }))
        await changed()
      }}
    >
      <Combobox name="device_id" label={say('serial')} hint={say('serial_hint')} search={search} required />
    </Form>
  )
}
