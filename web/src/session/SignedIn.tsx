import { useEffect } from 'react'
import { Page } from '../ui/Page'
import { signedInChannel } from './SignInAgain'
import { useTexts } from './texts'

/** Where the other tab's sign-in ends: it tells the waiting page and closes itself. */
export default function SignedIn() {
  const say = useTexts()
  useEffect(() => {
    const channel = new BroadcastChannel(signedInChannel)
    channel.postMessage('signed in')
    const close = setTimeout(() => window.close(), 300)
    return () => {
      clearTimeout(close)
      channel.close()
    }
  }, [])
  return (
    <Page title={say('done')}>
      <p>{say('done_why')}</p>
      <button type="button" className="button button-secondary" onClick={() => window.close()}>
        {say('close')}
      </button>
    </Page>
  )
}
