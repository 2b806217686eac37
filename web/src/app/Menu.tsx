import { Link, useLocation } from 'react-router'
import { useMay, useMe } from '../session/me'
import { items } from './menu'
import { useTexts } from './texts'

/** Menu leads to the pages that the server would let this user see; it only hides. */
export function Menu({ open }: { open: boolean }) {
  const say = useTexts()
  const may = useMay()
  const { pathname } = useLocation()
  const me = useMe().data
  const base = me?.organisation && `/organisations/${me.organisation.id}`
  const shown = items.filter(({ action, person }) => (person || base) && (!action || may(action)))
  return (
    <nav id="menu" className={open ? 'menu open' : 'menu'} aria-label={say('sections')}>
      <ul className="sidemenu">
        {shown.map((item) => {
          const to = item.person ? item.to : `${base}${item.to}`
          const here = pathname === to || (!item.exact && pathname.startsWith(`${to}/`))
          return (
            <li key={to} className={here ? 'active current' : undefined}>
              <Link className="nav-link" to={to} aria-current={pathname === to ? 'page' : here ? 'true' : undefined}>
                {say(item.text)}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
