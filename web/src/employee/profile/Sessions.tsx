import { useState } from 'react'
import type { Session } from '../../api/schema.gen'
import { instant } from '../../i18n/format'
import { useMay } from '../../session/me'
import { useAct } from '../../ui/act'
import { useBrowser } from '../../ui/browser'
import { Dialog } from '../../ui/Dialog'
import { useSaid } from '../../ui/said'
import { type Column, Table } from '../../ui/Table'
import { Tag } from '../../ui/Tag'
import { Trouble } from '../../ui/Trouble'
import { useChangedEmployee } from '../api'
import { useAccessTexts } from './accessTexts'
import { endSession, endSessions, useSessionsOf, type Whose } from './api'
import { Cancel } from './Block'
import { Part } from './Part'

/** Sessions lists where somebody is signed in, and ends one or all (P5). */
export function Sessions({ whose }: { whose: Whose }) {
  const say = useAccessTexts()
  const may = useMay()
  const changed = useChangedEmployee(whose.organisation)
  const query = useSessionsOf(whose)
  const browser = useBrowser()
  const [asking, setAsking] = useState(false)
  const { said, tell } = useSaid()
  const { act, pending, problem } = useAct((session: string, key) => endSession(whose, session, key))
  async function end(session: string) {
    const ended = await act(session)
    if (!ended.ok) return
    await changed(whose.employee)
    tell(say('session_ended'))
  }
  const columns: Column<Session>[] = [
    {
      title: say('browser'),
      header: true,
      cell: ({ user_agent, current }) => (
        <>
          {browser(user_agent)} {current && <Tag>{say('current')}</Tag>}
        </>
      ),
    },
    { title: say('signed_in'), cell: ({ signed_in_at }) => instant(signed_in_at) },
    { title: say('seen'), cell: ({ seen_at }) => instant(seen_at) },
    { title: say('source'), cell: ({ source }) => source },
  ]
  const button = ({ id, user_agent, signed_in_at }: Session) => (
    <button type="button" className="function-link" aria-busy={pending} onClick={() => void end(id)}>
      {say('end_session')} <span className="sr-only">{`${browser(user_agent)}, ${instant(signed_in_at)}`}</span>
    </button>
  )
  if (may('session.end')) columns.push({ title: say('actions'), cell: button })
  return (
    <Part id="sessions" title={say('sessions')} query={query}>
      {(sessions) => (
        <>
          {said}
          {problem && <Trouble error={problem} />}
          {sessions.length === 0 ? (
            <p>{say('no_sessions')}</p>
          ) : (
            <>
              <Table caption={say('sessions')} columns={columns} rows={sessions} rowKey={({ id }) => id} />
              {may('session.end') && (
                <button type="button" className="button button-secondary" onClick={() => setAsking(true)}>
                  {say('end_all')}
                </button>
              )}
            </>
          )}
          {asking && <EndAll whose={whose} own={sessions.some(({ current }) => current)} close={() => setAsking(false)} done={tell} />}
        </>
      )}
    </Part>
  )
}

function EndAll({ whose, own, close, done }: { whose: Whose; own: boolean; close: () => void; done: (said: string) => void }) {
  const say = useAccessTexts()
  const changed = useChangedEmployee(whose.organisation)
  const { act, pending, problem } = useAct((_: string, key) => endSessions(whose, key))
  async function end() {
    const ended = await act('all')
    if (!ended.ok) return
    await changed(whose.employee)
    close()
    done(say('all_ended', { count: ended.data.count }))
  }
  return (
    <Dialog title={say('end_all')} onClose={close}>
      <p>
        {say('end_all_why')} {own && say('end_all_own')}
      </p>
      {problem && <Trouble error={problem} />}
      <div className="button-group">
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void end()}>
          {say('end_all')}
        </button>
        <Cancel close={close} />
      </div>
    </Dialog>
  )
}
