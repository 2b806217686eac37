import type { Event } from '../api/schema.gen'
import { day, instant, number } from '../i18n/format'
import { blank, type Change, changesOf, isForgotten, isId } from './changes'
import { coded, members, useMember, useWord, words } from './members'
import { useTexts } from './texts'

const few = 3

/** ChangeList lists what an event changed: how it was and how it became. Long lists are folded. */
export function ChangeList({ event, names }: { event: Event; names: Record<string, string> }) {
  const say = useTexts()
  const member = useMember()
  const write = useWrite(names)
  const changes = changesOf(event, Object.keys(members)).filter(({ before, after, both }) => both || write.known(before) || write.known(after))
  if (changes.length === 0) return null
  const list = (
    <ul className="event-changes">
      {changes.map((change) => (
        <li key={change.member}>
          {member(change.member)}: {write.change(change)}
        </li>
      ))}
    </ul>
  )
  if (changes.length <= few) return list
  return (
    <details>
      <summary>{say('details')}</summary>
      {list}
    </details>
  )
}

// useWrite gives the functions that write values of events in the user's language. An id whose name nobody knows says nothing.
function useWrite(names: Record<string, string>) {
  const say = useTexts()
  const word = useWord()
  const known = (value: unknown) => !blank(value) && !(isId(value) && !names[String(value)])
  function write(member: string, value: unknown): string {
    if (isForgotten(value)) return say('forgotten')
    if (Array.isArray(value) && value.some((one) => !known(one))) return number(value.length)
    if (Array.isArray(value)) return value.map((one) => write(member, one)).join(', ')
    if (typeof value === 'boolean') return say(value ? 'yes' : 'no')
    if (typeof value === 'number') return number(value)
    if (blank(value)) return say('empty')
    const text = String(value)
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(text)
    if (/^\d{4}-\d{2}-\d{2}T/.test(text)) return instant(text)
    const coding = (code: string) => (code in words ? word(code) : code) // the server joins several by commas
    return names[text] ?? (coded.has(member) ? text.split(', ').map(coding).join(', ') : text)
  }
  function change({ member, before, after, both }: Change): string {
    if (!both) return write(member, blank(after) ? before : after)
    if ((isId(before) && !known(before)) || (isId(after) && !known(after))) return say('changed')
    return say('change', { before: write(member, before), after: write(member, after) })
  }
  return { known, change }
}
