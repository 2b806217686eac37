import { instant } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Table } from '../ui/Table'
import { useCustody } from './api'
import { useDeviceTexts } from './deviceTexts'

const acts = ['hand_out', 'take_back', 'transfer', 'move', 'find', 'give_back'] as const
const states = ['offered', 'accepted', 'refused', 'withdrawn'] as const

/** CustodyList says who handed the device to whom, the newest first (O6). */
export function CustodyList({ device }: { device: string }) {
  const say = useDeviceTexts()
  const list = useCustody(useOrganisation(), device)
  const act = (code: string) => {
    const known = acts.find((one) => one === code)
    return known ? say(`act_${known}`) : code
  }
  const state = (code: string) => {
    const known = states.find((one) => one === code)
    return known ? say(known) : code
  }
  return (
    <section aria-labelledby="custody">
      <h2 id="custody" className="h3">
        {say('custody')}
      </h2>
      <Loaded query={list}>
        {() =>
          list.rows?.length ? (
            <Table
              caption={say('custody')}
              rows={list.rows}
              rowKey={({ id }) => id}
              columns={[
                { title: say('when'), cell: ({ given_at }) => instant(given_at) },
                { title: say('what'), header: true, cell: (one) => <span className="whole">{act(one.act)}</span> },
                { title: say('from'), cell: (one) => one.from_employee_name || one.from_location_name || '–' },
                { title: say('to'), cell: (one) => one.to_employee_name || one.to_location_name || '–' },
                { title: say('signed'), cell: (one) => state(one.state) },
              ]}
            />
          ) : (
            <p>{say('no_custody')}</p>
          )
        }
      </Loaded>
      <More list={list} />
    </section>
  )
}
