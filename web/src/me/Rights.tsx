import { useSearchParams } from 'react-router'
import type { EffectiveRight } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { WhyNot } from '../explain/WhyNot'
import { day, today } from '../i18n/format'
import { Facts } from '../ui/Facts'
import { useRoles } from '../ui/roles'
import { useOwnRights } from './api'
import { OwnPage } from './OwnPage'
import { useRightTexts } from './rightTexts'
import './me.css'

const isDay = /^\d{4}-\d{2}-\d{2}$/

/** Rights is what the reader may do on a day, system by system, and which path gives it (R6). */
export default function Rights() {
  const say = useRightTexts()
  const [params, setParams] = useSearchParams()
  const asked = params.get('at') ?? ''
  const at = isDay.test(asked) ? asked : undefined
  const query = useOwnRights(at)
  return (
    <OwnPage title={say('rights')} lead={({ organisation }) => say('rights_lead', { organisation: organisation.name })} back>
      {({ organisation }) => (
        <>
          <div className="form-group">
            <label className="form-label" htmlFor="at">
              {say('rights_at')}
            </label>
            <input
              id="at"
              className="form-input input-char-16"
              type="date"
              value={at ?? today()}
              onChange={({ target }) => setParams(target.value ? { at: target.value } : {}, { replace: true, preventScrollReset: true })}
            />
          </div>
          <LoadedPage query={query}>
            {({ on, usable, data }) => (
              <div aria-busy={query.isFetching}>
                <p role="status">
                  {say('rights_on', { on: day(on) })} {!usable && say('rights_unusable')}
                  {usable && data.length === 0 && `${say('rights_none')} ${say('rights_none_next')}`}
                </p>
                {bySystem(data).map(({ system, rights }) => (
                  <SystemRights key={system} rights={rights} />
                ))}
              </div>
            )}
          </LoadedPage>
          <WhyNot organisation={organisation.id} employee={organisation.employee_id} own level="h2" />
        </>
      )}
    </OwnPage>
  )
}

function bySystem(rights: EffectiveRight[]) {
  const systems = [...new Set(rights.map((right) => right.system_id))]
  return systems.map((system) => ({ system, rights: rights.filter((right) => right.system_id === system) }))
}

function SystemRights({ rights }: { rights: EffectiveRight[] }) {
  const say = useRightTexts()
  const access = (code: string) => (code === 'read' ? say('access_read') : code === 'read_write' ? say('access_read_write') : code)
  return (
    <section>
      <h2 className="h4">{rights[0]?.system_name}</h2>
      <ul className="nobullet-list own-rows">
        {rights.map((right) => (
          <li key={`${right.right_id} ${right.why.assignment_id} ${right.scope_value}`}>
            <p>
              <strong>{right.name}</strong> ({access(right.access)})
            </p>
            <Facts
              facts={[
                [say('right_place'), <Place key="place" right={right} />],
                [say('right_why'), <Why key="why" right={right} />],
                [say('right_until'), right.until ? day(right.until) : say('right_no_end')],
              ]}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Place({ right }: { right: EffectiveRight }) {
  const say = useRightTexts()
  const { place } = useRoles()
  if (right.scope_kind === 'se_number') return say('se_number', { number: right.scope_number ?? right.scope_value ?? '' })
  if (right.scope_kind === 'production_unit') return say('p_number', { name: right.scope_name ?? right.scope_number ?? '' })
  const text = right.scope_name || place(right.scope_kind)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function Why({ right: { why } }: { right: EffectiveRight }) {
  const say = useRightTexts()
  const from = day(why.assigned_from)
  const path = why.bundle_name ? say('right_by_bundle', { bundle: why.bundle_name, from }) : say('right_direct', { from })
  return why.case_number ? `${path}. ${say('right_case', { case: why.case_number })}` : path
}
