import { useOrganisation } from '../session/me'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { useCustody } from './api'
import { useDeviceTexts } from './deviceTexts'
import { HandOverTable } from './HandOverTable'

/** CustodyList says who handed the device to whom, the newest first (O6). */
export function CustodyList({ device, tell }: { device: string; tell: (text: string) => void }) {
  const say = useDeviceTexts()
  const list = useCustody(useOrganisation(), device)
  return (
    <section aria-labelledby="custody">
      <h2 id="custody" className="h3">
        {say('custody')}
      </h2>
      <Loaded query={list}>
        {() => (list.rows?.length ? <HandOverTable rows={list.rows} caption={say('custody')} tell={tell} /> : <p>{say('no_custody')}</p>)}
      </Loaded>
      <More list={list} />
    </section>
  )
}
