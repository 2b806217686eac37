import { useState } from 'react'
import type { Connection } from '../api/schema.gen'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Administrators } from './Administrators'
import { type Read, useChange } from './api'
import type { StepProps } from './Draft'
import { useDraftTexts } from './draftTexts'
import { changeOf, type TypedPeople, typedOf } from './people'
import { Representatives } from './Representatives'

/** PeopleStep names who approves, who becomes administrator, and where the applicant is told (C3). */
export function PeopleStep({ read, again, next, leave }: StepProps) {
  const say = useDraftTexts()
  const [seen, setSeen] = useState(read) // what the form was made from: a change made elsewhere must not be written over unseen
  const change = useChange(read.data.id)
  const [defaults] = useState(() => typedOf(read.data))
  return (
    <Form<TypedPeople, Read>
      defaults={defaults}
      submit={say('save')}
      send={(typed) => change(changeOf(typed, seen.data), seen.etag)}
      done={next}
      later={{ label: say('save_later'), done: leave }}
      reload={async () => {
        const now = await again()
        if (now) setSeen(now)
      }}
      now={<Now connection={seen.data} />}
    >
      <TextField name="contact_email" label={say('contact')} hint={say('contact_hint')} type="email" autoComplete="email" maxLength={254} required />
      <Representatives connection={seen.data} />
      <Administrators connection={seen.data} />
    </Form>
  )
}

// Now is what the server has, beside what was typed.
function Now({ connection: c }: { connection: Connection }) {
  const say = useDraftTexts()
  return (
    <>
      <p>{say('stored_now')}</p>
      <ul>
        <li>
          {say('contact')}: {c.contact_email || say('nobody')}
        </li>
        {c.representatives.map(({ id, name, email }, n) => (
          <li key={id}>
            {say('representative_n', { n: n + 1 })}: {[name, email].filter(Boolean).join(', ')}
          </li>
        ))}
        {c.administrators.map(({ id, given_name, family_name, email }, n) => (
          <li key={id}>
            {say('administrator_n', { n: n + 1 })}: {[`${given_name} ${family_name}`, email].filter(Boolean).join(', ')}
          </li>
        ))}
      </ul>
    </>
  )
}
