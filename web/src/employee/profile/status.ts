import type { Employee, Identity } from '../../api/schema.gen'
import { day, daysUntil, instant } from '../../i18n/format'
import { useMay } from '../../session/me'
import { useTexts } from './texts'

type Tone = 'plain' | 'good' | 'waiting' | 'bad'
export type Status = { tone: Tone; text: string; next?: { text: string; to: string } }

const blocks = ['administrator', 'self', 'lost_identity', 'documents_missing', 'register_status'] as const
type BlockKind = (typeof blocks)[number]
export const isBlockKind = (kind: string): kind is BlockKind => blocks.some((known) => known === kind)

/** lastDayOf is the last day of the employments that ended, where each has one. */
export function lastDayOf(employee: Pick<Employee, 'employments'>): string | undefined {
  const days = employee.employments.map(({ ends_on, ended_at }) => ended_at?.slice(0, 10) ?? ends_on ?? '')
  return days.toSorted().at(-1) || undefined
}

/** useStatus says in words how somebody stands, and what to do next. Without the identities it says less. */
export function useStatus() {
  const say = useTexts()
  const choosable = useMay()('identity.choose')
  const kind = (name: string) => (isBlockKind(name) ? say(`block_${name}`) : name)
  return (employee: Employee, identities: Identity[] | undefined): Status[] => {
    switch (employee.status) {
      case 'blocked':
        return employee.block_reasons.map((reason) => ({
          tone: 'bad' as const,
          text: say('status_blocked', { kind: kind(reason.kind), since: instant(reason.set_at) }),
        }))
      case 'ended': {
        const last = lastDayOf(employee)
        return [{ tone: 'plain', text: last ? say('status_ended', { day: day(last) }) : say('status_ended_some_day') }]
      }
      case 'without_employment':
        return [
          {
            tone: 'waiting',
            text: say('status_without_employment'),
            ...step(employee.actions.includes('employ'), say('next_employ'), '#employments'),
          },
        ]
      case 'pending_start': {
        const first = employee.employments.map(({ starts_on }) => starts_on).toSorted()[0]
        return [{ tone: 'waiting', text: say('status_pending_start', { day: day(first ?? '') }) }, ...signIn(identities, say, choosable)]
      }
      case 'active': {
        if (!identities) return [{ tone: 'good', text: say('status_employed') }]
        const waiting = signIn(identities, say, choosable)
        return waiting.length > 0 ? waiting : [{ tone: 'good', text: say('status_active') }]
      }
      default:
        return [{ tone: 'plain', text: employee.status }]
    }
  }
}

// step is what to do next, for who may do it.
const step = (may: boolean, text: string, to: string) => (may ? { next: { text, to } } : {})

// signIn says what is missing before somebody can sign in; nothing when they can.
function signIn(identities: Identity[] | undefined, say: ReturnType<typeof useTexts>, choosable: boolean): Status[] {
  if (!identities) return []
  const present = identities.find(({ state }) => ['pending', 'active', 'lapsed'].includes(state))
  const to = '#sign-in'
  if (!present) return [{ tone: 'waiting', text: say('status_no_identity'), ...step(choosable, say('next_choose'), to) }]
  const next = step(present.actions.includes('restart_activation'), say('next_sign_in'), to)
  if (present.state === 'lapsed') return [{ tone: 'bad', text: say('status_lapsed', { day: day(present.activate_until) }), ...next }]
  if (present.state === 'pending') return [{ tone: 'waiting', text: say('status_pending', { count: daysUntil(present.activate_until) }), ...next }]
  const nothing = present.kind === 'dedicated' && !present.pass && present.authenticators.every(({ state }) => state !== 'active')
  return nothing ? [{ tone: 'bad', text: say('status_nothing'), next: { text: say('next_replace'), to } }] : []
}
