import { useRef } from 'react'
import { useNavigate } from 'react-router'
import type { Me } from '../api/schema.gen'
import { cvr } from '../i18n/format'
import { useSwitch } from '../session/switch'
import { useTexts } from './texts'

/** Switcher shows whom the user acts for and changes to another organisation (A6). */
export function Switcher({ me }: { me: Me }) {
  const say = useTexts()
  const navigate = useNavigate()
  const { act, pending } = useSwitch()
  const details = useRef<HTMLDetailsElement>(null)
  const others = me.organisations.filter(({ id }) => id !== me.organisation?.id)
  if (others.length === 0) return me.organisation ? <p className="acting-for">{me.organisation.name}</p> : null

  async function choose(id: string) {
    const switched = await act(id)
    if (!switched.ok) return
    if (details.current) details.current.open = false
    await navigate(`/organisations/${id}`)
  }
  return (
    <details ref={details} className="switcher">
      <summary>
        <span className="sr-only">{say('organisation')}: </span>
        {me.organisation?.name ?? say('switch_to')}
      </summary>
      <ul aria-label={say('switch_to')}>
        {others.map(({ id, name, cvr: digits }) => (
          <li key={id}>
            <button type="button" aria-busy={pending} onClick={() => void choose(id)}>
              {name} <small>CVR {cvr(digits)}</small>
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
