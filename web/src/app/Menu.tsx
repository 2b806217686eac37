import { NavLink } from 'react-router'
import { useMay, useMe } from '../session/me'
import { items } from './menu'
import { useTexts } from './texts'

/** Menu leads to the pages that the server would let this user see; it only hides. */
export function Menu({ open }: { open: boolean }) {
  const say = useTexts()
  const may = useMay()
  const me = useMe().data
  const base = me?.organisation && `/organisations/${me.organisation.id}`
  const shown = items.filter(({ action, person }) => (person || base) && (!action || may(action)))
  return (
    <nav id="menu" className={open ? 'menu open' : 'menu'} aria-label={say('sections')}>
      <ul className="sidenav-list">
        {shown.map(({ to, text, person, exact }) => (
          <li key={to}>
            <NavLink className="nav-link" to={person ? to : `${base}${to}`} end={exact ?? false}>
              {say(text)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
