import { useRef, useState } from 'react'
import type { Session } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { useMe } from '../session/me'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { useBrowser } from '../ui/browser'
import { Facts } from '../ui/Facts'
import { Loaded } from '../ui/Loaded'
import { Page } from '../ui/Page'
import { Tag } from '../ui/Tag'
import { Trouble } from '../ui/Trouble'
import { endSession, useRefreshOwn, useSessions } from './api'
import { useSessionTexts } from './sessionTexts'
import './me.css'

/** Sessions is where the reader is signed in; she can end what is open elsewhere (P5). */
export default function Sessions() {
  const say = useSessionTexts()
  const query = useSessions()
  const refresh = useRefreshOwn()
  const [told, setTold] = useState<'session_ended' | 'session_all_ended'>()
  const said = useRef<HTMLDivElement>(null)
  const one = useAct((id: string, key) => endSession(id, key))
  const all = useAct((ids: string[]) => Promise.all(ids.map((id) => endSession(id, crypto.randomUUID()))))
  async function after({ ok }: { ok: boolean }, text: 'session_ended' | 'session_all_ended') {
    await refresh()
    if (!ok) return
    setTold(text)
    said.current?.focus()
  }
  return (
    <Page title={say('sessions')} lead={say('sessions_lead')}>
      <div ref={said} tabIndex={-1} className="form-top">
        {told && <Alert kind="success" live title={say(told)} />}
        {(one.problem ?? all.problem) && <Trouble error={one.problem ?? all.problem} />}
      </div>
      <Loaded query={query}>
        {({ data }) => {
          const others = data.filter(({ current }) => !current).map(({ id }) => id)
          return (
            <>
              <ul className="nobullet-list own-rows">
                {here(data).map((session) => (
                  <li key={session.id}>
                    <Row session={session} pending={one.pending} end={async () => after(await one.act(session.id), 'session_ended')} />
                  </li>
                ))}
              </ul>
              {others.length === 0 && <p>{say('session_only')}</p>}
              {others.length > 1 && (
                <button
                  type="button"
                  className="button button-secondary"
                  aria-busy={all.pending}
                  onClick={() => void all.act(others).then((result) => after(result, 'session_all_ended'))}
                >
                  {say('session_end_all')}
                </button>
              )}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

// The reader's own browser first: it is the one that she can tell the others from.
const here = (sessions: Session[]) => sessions.toSorted((a, b) => Number(b.current) - Number(a.current))

function Row({ session, pending, end }: { session: Session; pending: boolean; end: () => Promise<void> }) {
  const say = useSessionTexts()
  const organisations = useMe().data?.organisations
  const name = useBrowser()(session.user_agent)
  return (
    <>
      <h2 className="h4">
        {name} {session.current && <Tag kind="good">{say('session_here')}</Tag>}
      </h2>
      <Facts
        facts={[
          [say('organisation'), organisations?.find(({ id }) => id === session.organisation_id)?.name],
          [say('session_signed_in'), instant(session.signed_in_at)],
          [say('session_how'), session.amr.includes('pwd') ? say('session_by_password') : say('session_by_eid')],
          [say('session_seen'), instant(session.seen_at)],
          [say('session_source'), session.source],
        ]}
      />
      {!session.current && (
        <button
          type="button"
          className="button button-secondary"
          aria-label={say('session_end_of', { name })}
          aria-busy={pending}
          onClick={() => void end()}
        >
          {say('session_end')}
        </button>
      )}
    </>
  )
}
