import { Link } from 'react-router'
import { number } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { useSparesMissing } from './api'
import { useTexts } from './texts'

/** SparesMissing warns of those who have one authenticator only, as long as there are any (U3). */
export function SparesMissing() {
  const say = useTexts()
  const count = useSparesMissing(useOrganisation()).data ?? 0
  if (count === 0) return null
  return (
    <Alert kind="warning">
      <p>
        {say('spares_missing', { count, shown: number(count) })} <Link to="authenticators?concern=lacks_spare">{say('spares_who')}</Link>
      </p>
    </Alert>
  )
}
