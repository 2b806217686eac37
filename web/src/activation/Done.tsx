import { useNavigate } from 'react-router'
import { useMe } from '../session/me'
import { useSwitch } from '../session/switch'
import { Page } from '../ui/Page'
import { Trouble } from '../ui/Trouble'
import type { Done as Finished } from './kept'
import { useTexts } from './texts'

/** Done says that it worked, and how to sign in from now on. */
export function Done({ done }: { done: Finished }) {
  return done.kind === 'private' ? <Private done={done} /> : <Dedicated done={done} />
}

function Dedicated({ done }: { done: Finished }) {
  const say = useTexts()
  return (
    <Page title={say(done.kind !== 'app' ? 'done' : done.key ? 'done_key' : done.display ? 'done_display' : 'done_app')} lead={done.organisation}>
      <h2 className="h4">{say('done_next')}</h2>
      {done.key ? (
        <p>{say('done_with_key')}</p>
      ) : (
        <ol>
          <li>{say('done_user_name', { user_name: done.userName ?? '' })}</li>
          <li>{say('done_password')}</li>
          <li>{say(done.display ? 'done_code_display' : 'done_code')}</li>
        </ol>
      )}
      {done.kind === 'dedicated' && <p>{say('done_spare')}</p>}
      <a className="button button-primary" href="/signin?fresh=1&return_to=/me">
        {say('sign_in')}
      </a>
    </Page>
  )
}

function Private({ done }: { done: Finished }) {
  const say = useTexts()
  const navigate = useNavigate()
  const { act, pending, problem } = useSwitch()
  const me = useMe().data
  const here = me?.organisations.find((mine) => mine.employee_id === done.employee)
  async function go() {
    if (!here || (me?.organisation?.id !== here.id && !(await act(here.id)).ok)) return
    await navigate('/') // an administrator begins at the overview, an employee at the own page
  }
  return (
    <Page title={say('done')} lead={say('done_private', { organisation: done.organisation })}>
      <p>{say('done_withdraw')}</p>
      {problem && <Trouble error={problem} />}
      {here ? (
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void go()}>
          {say('done_go')}
        </button>
      ) : (
        <a className="button button-primary" href="/signin?return_to=/me">
          {say('sign_in')}
        </a>
      )}
    </Page>
  )
}
