import { NavLink } from 'react-router'
import { useMay, useOrganisation } from '../session/me'
import { useTexts } from './texts'
import './right.css'

const sections = [
  { to: '', text: 'assignments', action: 'assignment.read' },
  { to: '/bundles', text: 'bundles', action: 'bundle.read' },
  { to: '/held', text: 'held', action: 'holding.read' },
] as const

/** Sections leads between the three pages of rights. */
export function Sections() {
  const say = useTexts()
  const may = useMay()
  const base = `/organisations/${useOrganisation()}/rights`
  return (
    <nav aria-label={say('rights')} className="sections">
      <ul className="nobullet-list">
        {sections
          .filter(({ action }) => may(action))
          .map(({ to, text }) => (
            <li key={to}>
              <NavLink to={`${base}${to}`} end={to === ''}>
                {say(text)}
              </NavLink>
            </li>
          ))}
      </ul>
    </nav>
  )
}
