import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type Again, api, onSignInNeeded, quietly } from '../api/client'
import type { Me } from '../api/schema.gen'
import { Dialog } from '../ui/Dialog'
import { useMe } from './me'
import { useTexts } from './texts'

/** The channel on which the tab that signs in tells the others. */
export const signedInChannel = 'hverv-signed-in'

/**
 * SignInAgain asks the user to sign in in another tab when a request needs it, and then lets the request go on.
 * The page behind stays as it is, with everything that was typed (W5).
 */
export function SignInAgain() {
  const say = useTexts()
  const me = useMe().data
  const before = useRef<Me | null | undefined>(undefined)
  const [why, setWhy] = useState<Again>()
  const [opened, setOpened] = useState(false)
  const [stranger, setStranger] = useState(false)
  const answer = useRef<((again: boolean) => void)[]>([])
  const client = useQueryClient()
  if (me) before.current = me

  useEffect(() => {
    onSignInNeeded((reason) => {
      if (!before.current) return Promise.resolve(false)
      setWhy(reason)
      setOpened(false)
      return new Promise((resolve) => answer.current.push(resolve))
    })
    return () => onSignInNeeded(undefined)
  }, [])

  function finish(again: boolean) {
    for (const tell of answer.current.splice(0)) tell(again)
    setWhy(undefined)
  }

  useEffect(() => {
    if (!why) return
    const channel = new BroadcastChannel(signedInChannel)
    channel.onmessage = () => {
      void sameAgain(before.current).then(async (same) => {
        if (!same) return setStranger(true)
        await client.invalidateQueries({ queryKey: ['me'] })
        for (const tell of answer.current.splice(0)) tell(true)
        setWhy(undefined)
      })
    }
    return () => channel.close()
  }, [why, client])

  if (!why) return null
  if (stranger) {
    return (
      <Dialog title={say('signed_out')} onClose={() => location.reload()}>
        <p>{say('other_person')}</p>
        <button type="button" className="button button-primary" onClick={() => location.reload()}>
          {say('reload')}
        </button>
      </Dialog>
    )
  }
  return (
    <Dialog title={say(why)} onClose={() => finish(false)}>
      <p>{say(why === 'too_old' ? 'too_old_why' : 'signed_out_why')}</p>
      {opened && <p role="status">{say('opened')}</p>}
      <div className="button-group">
        <a
          className="button button-primary"
          href="/signin?fresh=1&return_to=/signed-in"
          target="_blank"
          rel="noopener opener"
          onClick={() => setOpened(true)}
        >
          {say('open')}
        </a>
        <button type="button" className="button button-secondary" onClick={() => finish(false)}>
          {say('cancel')}
        </button>
      </div>
    </Dialog>
  )
}

// sameAgain says whether the one who signed in now is the one who was here, and acts for the same organisation again.
async function sameAgain(before: Me | null | undefined): Promise<boolean> {
  const now = await quietly(() => api.GET('/api/v1/me'))
  const kept = before?.organisation
  const same = now.person_id ? now.person_id === before?.person_id : now.employee_id === before?.employee_id
  if (!same) return false
  if (kept && now.organisation?.id !== kept.id) {
    await quietly(() => api.POST('/api/v1/me/organisation', { body: { organisation_id: kept.id } }))
  }
  return true
}
