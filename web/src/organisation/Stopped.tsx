import { useSearchParams } from 'react-router'
import { Page } from '../ui/Page'
import { useStopTexts } from './stopTexts'

/** Stopped says that an organisation has been suspended or closed (C9). Whoever did it is signed out. */
export default function Stopped() {
  const say = useStopTexts()
  const [params] = useSearchParams()
  const state = params.get('step') === 'close' ? 'closed' : 'suspended'
  return (
    <Page title={say(state)} lead={say(`${state}_why`)}>
      <a className="button button-primary" href="/">
        {say('home')}
      </a>
    </Page>
  )
}
