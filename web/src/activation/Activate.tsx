import { useLayoutEffect, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { problemOf } from '../api/problem'
import type { Activation } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { AppStep } from './AppStep'
import { useLook } from './api'
import { DisplayStep } from './DisplayStep'
import { Done } from './Done'
import { Door } from './Door'
import { KeyStep } from './KeyStep'
import { begin, type Kept, read, write } from './kept'
import { PasswordStep } from './PasswordStep'
import { PrivateWay } from './PrivateWay'
import { Stuck } from './Stuck'

/** Activate is where the link of the mail leads: from showing who one is to an identity that can be used (U5). */
export default function Activate() {
  const { hash } = useLocation()
  const navigate = useNavigate()
  const [kept, setKept] = useState(read)
  function keep(next: Kept) {
    write(next)
    setKept(next)
  }
  // The token leaves the address at once: it must not stay in the history, nor be seen over a shoulder.
  useLayoutEffect(() => {
    if (hash.length < 2) return
    const next = begin(read(), hash.slice(1))
    write(next)
    setKept(next)
    void navigate('/activate', { replace: true })
  }, [hash, navigate])

  if (hash.length > 1) return null
  if (kept.done) return <Done done={kept.done} />
  if (!kept.token) return <Stuck kind="no_link" />
  return <Invited token={kept.token} kept={kept} keep={keep} />
}

export type Way = { token: string; kept: Kept; keep: (kept: Kept) => void; activation: Activation }

function Invited({ token, kept, keep }: Omit<Way, 'activation'>) {
  const look = useLook(token)
  if (look.isError && problemOf(look.error).code === 'activation_failed') return <Stuck kind="bad_link" />
  return <LoadedPage query={look}>{(activation) => <Open token={token} kept={kept} keep={keep} activation={activation} />}</LoadedPage>
}

function Open(way: Way) {
  const { activation, kept } = way
  if (activation.state === 'lapsed') return <Stuck kind="lapsed" activation={activation} />
  if (activation.kind === 'private') return activation.state === 'active' ? <Stuck kind="already" activation={activation} /> : <PrivateWay {...way} />
  if (!kept.ticket) return <Door {...way} />
  if (activation.state === 'pending' && !kept.passwordChosen) return <PasswordStep {...way} ticket={kept.ticket} />
  if (kept.chip || kept.passkey) return <KeyStep {...way} ticket={kept.ticket} />
  if (kept.display) return <DisplayStep {...way} ticket={kept.ticket} display={kept.display} />
  return <AppStep {...way} ticket={kept.ticket} appKey={kept.appKey ?? ''} />
}
