import { Link } from 'react-router'
import type { Organisation } from '../api/schema.gen'
import { useAct } from '../ui/act'
import { Tag } from '../ui/Tag'
import { Trouble } from '../ui/Trouble'
import { useChangeOrganisation } from './api'
import { useTexts } from './texts'

// Where each task is done; those that the organisation ticks off itself name the setting.
const tasks = {
  identity_kinds: { to: 'settings' },
  authenticator_kinds: { to: 'settings' },
  invoicing: { tick: 'invoicing_settled' },
  second_administrator: { to: 'administrators/new' },
  employees: { to: 'employees/new' },
  nemid_key_files_deleted: { tick: 'nemid_key_files_deleted' },
} as const

type Ticked = 'invoicing_settled' | 'nemid_key_files_deleted'
const known = (code: string): code is keyof typeof tasks => code in tasks

/** Tasks is what a new organisation has to do, and how far it is (C7). It goes away when all is done. */
export function Tasks({ organisation, etag }: { organisation: Organisation; etag: string }) {
  const say = useTexts()
  const change = useChangeOrganisation(organisation.id)
  const { act, pending, problem } = useAct((tick: Ticked) => change({ [tick]: true }, etag))
  const done = organisation.tasks.filter((task) => task.done).length
  if (done === organisation.tasks.length) return null
  return (
    <section aria-labelledby="tasks">
      <h2 id="tasks" className="h3">
        {say('tasks')}
      </h2>
      <p>
        <progress max={organisation.tasks.length} value={done} aria-labelledby="tasks" /> {say('progress', { done, all: organisation.tasks.length })}
      </p>
      {problem && <Trouble error={problem} />}
      <ul className="tasks nobullet-list">
        {organisation.tasks.map(({ code, done: ready }) => {
          const task: { to?: string; tick?: Ticked } = known(code) ? tasks[code] : {}
          const name = known(code) ? say(`task_${code}`) : say('task_unknown', { code })
          return (
            <li key={code}>
              <Tag kind={ready ? 'good' : 'waiting'}>{say(ready ? 'task_done' : 'task_open')}</Tag>
              {task.to && !ready ? <Link to={task.to}>{name}</Link> : <span>{name}</span>}
              {task.tick && !ready && organisation.actions.includes('change') && (
                <button type="button" className="function-link" aria-busy={pending} onClick={() => task.tick && void act(task.tick)}>
                  {say('mark_done')}
                </button>
              )}
              {!ready && known(code) && code !== 'employees' && <small>{say(`hint_${code}`)}</small>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
