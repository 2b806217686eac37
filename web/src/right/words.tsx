import type { Assignment, HeldRight } from '../api/schema.gen'
import { day } from '../i18n/format'
import { useTexts } from './texts'

/** useWords gives the functions that say where and how long an assignment holds, and what a right is. */
export function useWords() {
  const say = useTexts()
  const kinds = {
    organisation: 'scope_organisation',
    unit: 'scope_unit',
    production_unit: 'scope_production_unit',
    se_number: 'scope_se_number',
  } as const
  const where = ({ scope_kind, scope_name, scope_value }: Assignment) => {
    if (scope_name) return scope_name
    const kind = scope_kind in kinds ? say(kinds[scope_kind as keyof typeof kinds]) : scope_kind
    return scope_kind === 'se_number' ? `${kind} ${scope_value ?? ''}` : kind
  }
  const howLong = ({ starts_on, ends_on, revoked_at }: Assignment) => {
    if (revoked_at) return say('ended', { date: day(revoked_at.slice(0, 10)) })
    return `${say('from', { date: day(starts_on) })}, ${ends_on ? say('until', { date: day(ends_on) }) : say('no_end')}`
  }
  const access = ({ right }: HeldRight) =>
    [
      right.access === 'read' ? say('access_read') : right.access === 'read_write' ? say('access_read_write') : right.access,
      right.sensitivity === 'sensitive' && say('sensitive'),
      right.delegable && say('delegable'),
    ]
      .filter(Boolean)
      .join(', ')
  return { where, howLong, access }
}
