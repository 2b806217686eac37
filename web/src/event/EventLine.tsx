import type { Event } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { useMe } from '../session/me'
import { Tag } from '../ui/Tag'
import { ChangeList } from './ChangeList'
import { names as known, useSentence } from './names'
import { useTexts } from './texts'

/** EventLine is one event: what happened as a sentence, when, why, and what changed. `own` speaks to the reader: you. */
export function EventLine({ event, own, names }: { event: Event; own: boolean; names: Record<string, string> }) {
  const say = useTexts()
  const sentence = useSentence()
  const who = useWho(own)
  const actor = who.actor(event)
  const texts = { actor, whom: who.whom(event) }
  const which = names[event.subject.id] // a thing, such as a department; people stand in the sentence
  return (
    <li className="event">
      <p className="event-what">
        {event.name in known ? capital(sentence(event.name, texts)) : say('unknown', { name: event.name, actor })}
        {which && `: ${which}`} {event.outcome === 'refused' && <Tag kind="bad">{say('refused')}</Tag>}
      </p>
      <time dateTime={event.at}>{instant(event.at)}</time>
      {event.reason && <p>{say('reason', { reason: event.reason })}</p>}
      <ChangeList event={event} names={names} />
      {event.damaged && <p className="event-damaged">{say('damaged')}</p>}
    </li>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

// useWho names actor and subject. To the one concerned the page says "you".
function useWho(own: boolean) {
  const say = useTexts()
  const me = useMe().data
  const isMe = (id: string) => own && id !== '' && (id === me?.employee_id || id === me?.person_id)
  function actor({ actor, basis }: Event): string {
    if (isMe(actor.id)) return say('you')
    if (actor.name) return actor.name
    if (actor.kind === 'machine') return say('machine')
    if (actor.kind === 'client') return say('client')
    if (actor.kind === 'anonymous') return say('anonymous')
    if (basis === 'operator') return say('operator')
    return say(own ? 'colleague' : 'outsider')
  }
  function whom(event: Event): string {
    const person = event.person || event.subject.id
    if (isMe(person)) return say(isMe(event.actor.id) ? 'whom_yourself' : 'whom_you')
    if (person === event.actor.id) return say('whom_self')
    return event.person_name ?? event.subject.name ?? say('somebody')
  }
  return { actor, whom }
}
