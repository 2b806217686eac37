import { day } from '../../i18n/format'
import { useAccessTexts } from './accessTexts'

type Scoped = { scope_kind: string; scope_name?: string; scope_number?: string; scope_value?: string }

/** useScope says where a right, an assignment or a role holds. */
export function useScope() {
  const say = useAccessTexts()
  return ({ scope_kind, scope_name, scope_number, scope_value }: Scoped): string =>
    scope_kind === 'organisation' ? say('whole') : [scope_name, scope_number].filter(Boolean).join(', ') || scope_value || scope_kind
}

/** usePeriod says from when, and to when if there is an end. */
export function usePeriod() {
  const say = useAccessTexts()
  return (from: string, to: string | undefined) => (to ? say('period', { from: day(from), to: day(to) }) : say('period_from', { from: day(from) }))
}
