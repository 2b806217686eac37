import { Link } from 'react-router'
import { useMay } from '../session/me'
import { useOutlookTexts } from './outlookTexts'

/** Shortcuts are what an administrator comes for most days, as far as the role allows it. */
export function Shortcuts() {
  const say = useOutlookTexts()
  const may = useMay()
  if (!may('employee.create') && !may('employee.list')) return null
  return (
    <nav className="button-group" aria-label={say('quick')}>
      {may('employee.create') && (
        <Link className="button button-primary" to="employees/new">
          {say('create_employee')}
        </Link>
      )}
      {may('employee.list') && (
        <Link className="button button-secondary" to="employees">
          {say('find_employee')}
        </Link>
      )}
    </nav>
  )
}
