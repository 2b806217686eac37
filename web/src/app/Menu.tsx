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
  const at = (to: string) => pathname === to || pathname.startsWith(`${to}/`)
  const is = { private: Boolean(me?.person_id), operator: Boolean(me?.operator) }
  const shown = items.filter(
    ({ action, person, under, only }) => (person || base) && (!action || [action].flat().some(may)) && (!under || at(under)) && (!only || is[only]),
  )
  return (
    <nav id="menu" className={open ? 'menu open' : 'menu'} aria-label={say('sections')}>
      <ul className="sidemenu">
        {shown.map((item) => {
          const to = item.person ? item.to : `${base}${item.to}`
          const here = item.exact ? pathname === to : at(to)
          return (
            <li key={to} className={[here && 'active current', item.under && 'menu-sub'].filter(Boolean).join(' ') || undefined}>
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
