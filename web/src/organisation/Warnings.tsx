import { Link } from 'react-router'
import type { Organisation } from '../api/schema.gen'
import { useMay } from '../session/me'
import { Alert } from '../ui/Alert'
import { useTexts } from './texts'

// Where each warning is put right, and what that takes; codes that are not here are said as they come.
const remedies = {
  without_administrator: undefined,
  fewer_than_two_administrators: { to: 'administrators/new', action: 'role.grant' },
  no_support: { to: 'settings', action: 'organisation.change' },
  no_legal_basis_for_national_id: { to: 'settings', action: 'organisation.change' },
  suspended: undefined,
} as const

const known = (code: string): code is keyof typeof remedies => code in remedies

/** Warnings are what somebody should put right, each with the way there. */
export function Warnings({ organisation }: { organisation: Organisation }) {
  const say = useTexts()
  const may = useMay()
  if (organisation.warnings.length === 0) return null
  return (
    <section aria-labelledby="warnings">
      <h2 id="warnings" className="h3">
        {say('warnings')}
      </h2>
      {organisation.warnings.map((code) => {
        const remedy = known(code) ? remedies[code] : undefined
        return (
          <Alert key={code} kind="warning">
            <p>
              {known(code) ? say(code) : say('other_warning', { code })} {remedy && may(remedy.action) && <Link to={remedy.to}>{say('fix')}</Link>}
            </p>
          </Alert>
        )
      })}
    </section>
  )
}
