import type { Event } from '../api/schema.gen'

export type Change = { member: string; before: unknown; after: unknown; both: boolean }

/** changesOf lists the members of an event that changed, or that it tells of, in the order that `shown` has them. */
export function changesOf(event: Pick<Event, 'before' | 'after'>, shown: string[]): Change[] {
  return shown.flatMap((member) => {
    const was = member in event.before
    const is = member in event.after
    const [before, after] = [event.before[member], event.after[member]]
    if ((!was && !is) || (was && is && JSON.stringify(before) === JSON.stringify(after)) || (blank(before) && blank(after))) return []
    return [{ member, before, after, both: was && is }]
  })
}

export const blank = (value: unknown) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
export const isId = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value)
export const isForgotten = (value: unknown) => typeof value === 'object' && value !== null && 'forgotten' in value
