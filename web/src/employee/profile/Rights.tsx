import { lazy, Suspense } from 'react'
import { Link } from 'react-router'
import type { EffectiveRight, EffectiveRights } from '../../api/schema.gen'
import { day } from '../../i18n/format'
import { useMay } from '../../session/me'
import { Alert } from '../../ui/Alert'
import { Assignments } from './Assignments'
import { useAccessTexts } from './accessTexts'
import { useRightsOf, type Whose } from './api'
import { Part } from './Part'
import { usePeriod, useScope } from './scope'

// What is missing is asked for seldom, and comes after what the page is read for.
const WhyNot = lazy(async () => ({ default: (await import('../../explain/WhyNot')).WhyNot }))

/** Rights tells what somebody may do in other systems, and why (R6). */
export function Rights({ whose, ended }: { whose: Whose; ended: boolean }) {
  const say = useAccessTexts()
  const may = useMay()
  const query = useRightsOf(whose)
  return (
    <Part id="rights" title={say('rights')} query={query}>
      {(rights) => (
        <>
          {!rights.usable && <Alert kind="info">{say('not_usable')}</Alert>}
          {rights.usable && rights.data.length === 0 && <p>{say('no_rights')}</p>}
          <BySystem rights={rights} />
          {may('assignment.give') && !ended && (
            <Link className="button button-secondary" to={`/organisations/${whose.organisation}/rights/assign?employee=${whose.employee}`}>
              {say('assign')}
            </Link>
          )}
          <Assignments whose={whose} rights={rights.data} />
          <Suspense fallback={null}>
            <WhyNot {...whose} level="h3" />
          </Suspense>
        </>
      )}
    </Part>
  )
}

function BySystem({ rights }: { rights: EffectiveRights }) {
  const say = useAccessTexts()
  const scope = useScope()
  const why = useWhy()
  const systems = [...new Set(rights.data.map(({ system_id }) => system_id))]
  return systems.map((id) => {
    const held = rights.data.filter(({ system_id }) => system_id === id)
    return (
      <div key={id}>
        <h3 className="h5">{held[0]?.system_name}</h3>
        <ul className="lines nobullet-list">
          {held.map((right) => (
            <li key={`${right.right_id} ${right.why.assignment_id} ${right.scope_value ?? ''}`}>
              <div>
                <p className="line-what">{right.name}</p>
                <p>{say(right.until ? 'where_until' : 'where_no_end', { where: scope(right), until: right.until ? day(right.until) : '' })}</p>
                <p>{why(right)}</p>
              </div>
            </li>
          ))}
        </ul>
      </div>
    )
  })
}

// useWhy says the path that gives a right as sentences.
function useWhy() {
  const say = useAccessTexts()
  const period = usePeriod()
  return ({ why }: EffectiveRight): string => {
    const given = period(why.assigned_from, why.assigned_to)
    const how = why.bundle_name
      ? say('why_bundle', { bundle: why.bundle_name, version: why.bundle_version ?? 1, period: given })
      : say('why_right', { period: given })
    const number = why.case_number ? say('why_case', { number: why.case_number }) : ''
    return [how, number, why.held_to ? say('why_held', { period: period(why.held_from, why.held_to) }) : ''].filter(Boolean).join(' ')
  }
}
