import type { Device, Identity } from '../../api/schema.gen'
import { handOutDevice, searchDevices } from '../../office/devices'
import { useChangedStock } from '../../stock/api'
import { Combobox } from '../../ui/Combobox'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { useChangedEmployee } from '../api'
import type { Whose } from './api'
import { Cancel } from './Block'
import { useReplaceTexts } from './replaceTexts'

const kinds = ['code_display', 'audio_reader', 'chip'] as const
type Props = { whose: Whose; identity: Identity; close: () => void; done: (said: string) => void }

/** HandOutHere gives the employee a device of the stock, by its number (O5, U9). */
export function HandOutHere({ whose, identity, close, done }: Props) {
  const say = useReplaceTexts()
  const changed = useChangedEmployee(whose.organisation)
  const changedStock = useChangedStock(whose.organisation)
  const search = async (typed: string) =>
    (await searchDevices(whose.organisation, typed)).map(({ id, serial, kind, location_name }) => {
      const known = kinds.find((one) => one === kind)
      return { value: id, label: serial, detail: [known && say(known), location_name].filter(Boolean).join(', ') }
    })
  return (
    <Dialog title={say('hand_out')} onClose={close}>
      <p>{say('hand_out_why')}</p>
      <Form<{ device_id: string }, Device>
        defaults={{ device_id: '' }}
        submit={say('hand_out')}
        send={({ device_id }, key) => handOutDevice(whose.organisation, device_id, identity.id, key)}
        done={async ({ serial }) => {
          await Promise.all([changed(whose.employee), changedStock()])
          close()
          done(say('handed_out', { serial }))
        }}
        other={<Cancel close={close} />}
      >
        <Combobox name="device_id" label={say('serial')} hint={say('serial_hint')} search={search} required />
      </Form>
    </Dialog>
  )
}
