import type { ChosenIdentity, Employee } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useFormTexts } from './formTexts'

// Only a CPR number lets somebody activate by the private eID; all others need a hand-over code (U5).
const knownByEid = (employee: Employee) => employee.national_id?.kind.startsWith('cpr') ?? false

/** NextSteps says what has been sent to whom, until when it is good, and what is left to do. */
export function NextSteps({ employee, chosen }: { employee: Employee; chosen: ChosenIdentity | undefined }) {
  const say = useFormTexts()
  if (!chosen) return <p>{say('chosen_later')}</p>
  const { identity, activation_link: link } = chosen
  return (
    <section aria-labelledby="next">
      <h2 id="next" className="h3">
        {say('next')}
      </h2>
      <ul>
        {identity.user_name && <li>{say('user_name_is', { name: identity.user_name })}</li>}
        <li>{link ? say('link_shown') : say('mail_sent', { email: employee.email })}</li>
        {knownByEid(employee) ? <li>{say('by_eid')}</li> : <li>{say('hand_over')}</li>}
        {identity.kind === 'dedicated' && <li>{say('with_app')}</li>}
        <li>{say('until', { day: day(identity.activate_until) })}</li>
      </ul>
      {link && (
        <div className="form-group">
          <label className="form-label" htmlFor="link">
            {say('link')}
          </label>
          <input className="form-input activation-link" id="link" readOnly value={link} onFocus={(event) => event.target.select()} />
        </div>
      )}
    </section>
  )
}
