import type { EmployeeSignIn } from '../api/schema.gen'
import { day, daysUntil } from '../i18n/format'
import { Tag } from '../ui/Tag'
import { useTexts } from './texts'

export const statuses = ['active', 'pending_start', 'blocked', 'without_employment', 'ended'] as const
export const activations = ['pending', 'lapsed', 'missing', 'lacks_spare'] as const

const kinds = { active: 'good', pending_start: 'waiting', blocked: 'bad', without_employment: 'waiting', ended: 'plain' } as const
const knownStatus = (status: string): status is keyof typeof kinds => status in kinds

/** Status says how an employee stands today. */
export function Status({ status }: { status: string }) {
  const say = useTexts()
  return knownStatus(status) ? <Tag kind={kinds[status]}>{say(status)}</Tag> : <Tag>{status}</Tag>
}

const doors = ['app', 'code_display', 'chip'] as const

/** SignInWords says how somebody signs in, or what it waits for and for how long. */
export function SignInWords({ signIn }: { signIn: EmployeeSignIn }) {
  const say = useTexts()
  const { kind, state, activate_until: until } = signIn
  if (kind === 'missing') return <>{say('missing')}</>
  if (state === 'pending') {
    const count = until ? daysUntil(until) : undefined
    if (count === undefined) return <>{say('pending')}</>
    return <>{count > 0 ? say('pending_days', { count }) : say('pending_last')}</>
  }
  if (state === 'lapsed') return <>{until ? say('lapsed_since', { day: day(until) }) : say('lapsed')}</>
  if (state === 'withdrawn' || state === 'revoked') return <>{say(state)}</>
  const held = doors.filter((door) => signIn.authenticators.some((one) => one.kind === door)).map((door) => say(door))
  const who = kind === 'private' ? say('private') : say('dedicated', { user_name: signIn.user_name ?? '' })
  return <>{[who, ...held].join(', ')}</>
}
