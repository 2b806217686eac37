import { useState } from 'react'
import type { RoleRequest } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { useMay, useMe, useOrganisation } from '../session/me'
import { More } from '../ui/list'
import { Trouble } from '../ui/Trouble'
import { AnswerDialog } from './AnswerDialog'
import { useRoleRequests } from './api'
import { useTexts } from './texts'
import { useWords } from './words'

/** Requests are the wishes for roles that wait for an answer (A3); who asks is answered by somebody else (A5). */
export function Requests({ tell }: { tell: (text: string) => void }) {
  const say = useTexts()
  const list = useRoleRequests(useOrganisation(), useMay()('role.decide'))
  const [answer, setAnswer] = useState<{ request: RoleRequest; grant: boolean }>()
  if (list.isError && !list.rows) return <Trouble error={list.error} again={() => void list.refetch()} />
  if (!list.rows?.length) return null
  return (
    <section aria-labelledby="requests" className="role-requests">
      <h2 id="requests" className="h3">
        {say('requests')}
      </h2>
      <ul className="nobullet-list">
        {list.rows.map((request) => (
          <Line key={request.id} request={request} answer={(grant) => setAnswer({ request, grant })} />
        ))}
      </ul>
      <More list={list} />
      {answer && (
        <AnswerDialog
          key={answer.request.id}
          request={list.rows.find(({ id }) => id === answer.request.id) ?? answer.request}
          grant={answer.grant}
          refresh={() => list.refetch()}
          done={(text) => {
            setAnswer(undefined)
            tell(text)
          }}
          close={() => setAnswer(undefined)}
        />
      )}
    </section>
  )
}

function Line({ request, answer }: { request: RoleRequest; answer: (grant: boolean) => void }) {
  const say = useTexts()
  const words = useWords()
  const me = useMe().data
  const { name, actions } = request
  return (
    <li className="role-request">
      <p>
        <strong>{say('asks', { name, role: words.role(request.role) })}</strong>
      </p>
      <p>{say('their_reason', { reason: request.reason })}</p>
      <p>{say('asked', { at: instant(request.requested_at), place: words.place(request) })}</p>
      {request.employee_id === me?.employee_id && <p>{say('own_request')}</p>}
      {actions.length > 0 && (
        <div className="button-group">
          {actions.includes('grant') && (
            <button type="button" className="button button-primary" aria-label={say('grant', { name })} onClick={() => answer(true)}>
              {say('grant_short')}
            </button>
          )}
          {actions.includes('reject') && (
            <button type="button" className="button button-secondary" aria-label={say('reject', { name })} onClick={() => answer(false)}>
              {say('reject_short')}
            </button>
          )}
        </div>
      )}
    </li>
  )
}
