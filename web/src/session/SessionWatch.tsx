import { useEffect, useState } from 'react'
import { lastHeard } from '../api/client'
import { clock } from '../i18n/format'
import { Dialog } from '../ui/Dialog'
import { type Expiry, expiryOf } from './expiry'
import { useMe, useRefreshMe } from './me'
import { useTexts } from './texts'

/** SessionWatch says five minutes ahead that the session ends, and offers to go on. */
export function SessionWatch() {
  const say = useTexts()
  const { data, dataUpdatedAt } = useMe()
  const session = data?.session
  const refresh = useRefreshMe()
  const [due, setDue] = useState<Expiry>()

  useEffect(() => {
    setDue(undefined)
    if (!session) return
    let timer: ReturnType<typeof setTimeout>
    const look = () => {
      const expiry = expiryOf(session, dataUpdatedAt, lastHeard())
      const left = expiry.warnAt - Date.now()
      if (left <= 0) setDue(expiry.at > Date.now() ? expiry : undefined)
      else timer = setTimeout(look, Math.min(left, 60 * 60_000))
    }
    look()
    return () => clearTimeout(timer)
  }, [session, dataUpdatedAt])

  if (!due) return null
  return (
    <Dialog title={say('expiring')} onClose={() => setDue(undefined)}>
      <p>{say(due.kind === 'idle' ? 'expiring_idle' : 'expiring_end', { at: clock(new Date(due.at)) })}</p>
      {due.kind === 'idle' ? (
        <button type="button" className="button button-primary" onClick={() => void refresh()}>
          {say('go_on')}
        </button>
      ) : (
        <a
          className="button button-primary"
          href="/signin?fresh=1&return_to=/signed-in"
          target="_blank"
          rel="noopener opener"
          onClick={() => setDue(undefined)}
        >
          {say('again')}
        </a>
      )}
    </Dialog>
  )
}
