import { type ReactNode, useRef } from 'react'
import { useFieldArray } from 'react-hook-form'
import { TextField } from '../ui/fields'
import { useDraftTexts } from './draftTexts'
import type { TypedPeople } from './people'

type ListName = 'representatives' | 'administrators'
type Words = Pick<Parameters<typeof TextField>[0], 'name' | 'label' | 'calledOnTop'>

/** PersonField names a field of the person: its name in the form, its label and what the list of faults calls it. */
export type PersonField = (name: string, label: string) => Words

type Props = {
  list: ListName
  title: string
  why: ReactNode
  name: (n: number) => string
  nobody: TypedPeople[ListName][number]
  add: string
  /** Those whom the draft has: a CPR number that it keeps is not asked for again. */
  kept: { id: string; national_id_masked?: string }[]
  cpr: { required?: boolean; hint?: string; unmarked?: boolean }
  names: (field: PersonField) => ReactNode
  more?: (field: PersonField) => ReactNode
}

/** PersonBlocks are the people of one list, each with its fields; the focus follows what is added and taken away. */
export function PersonBlocks({ list: listName, title, why, name, nobody, add, kept, cpr, names, more }: Props) {
  const say = useDraftTexts()
  const button = useRef<HTMLButtonElement>(null)
  const list = useFieldArray<TypedPeople, ListName, 'key'>({ name: listName, keyName: 'key' })
  return (
    <section>
      <h3 className="h4">{title}</h3>
      <p>{why}</p>
      {list.fields.map((row, index) => {
        const who = name(index + 1)
        const field: PersonField = (part, label) => ({ name: `${listName}.${index}.${part}`, label, calledOnTop: `${who}, ${label}` })
        const masked = kept.find(({ id }) => id === row.id)?.national_id_masked
        return (
          <fieldset key={row.key} className="person">
            <legend>{who}</legend>
            {names(field)}
            <TextField {...field('email', say('email'))} type="email" maxLength={254} required />
            <TextField
              {...field('cpr', say('cpr'))}
              hint={masked ? say('cpr_kept', { masked }) : cpr.hint}
              unmarked={cpr.unmarked ?? false}
              inputMode="numeric"
              maxLength={11}
              chars={16}
              required={Boolean(cpr.required) && !masked}
            />
            {!masked && more?.(field)}
            {list.fields.length > 1 && (
              <button
                type="button"
                className="function-link"
                aria-label={say('remove_person', { who })}
                onClick={() => {
                  list.remove(index)
                  button.current?.focus()
                }}
              >
                {say('remove')}
              </button>
            )}
          </fieldset>
        )
      })}
      {list.fields.length < 10 && (
        <button ref={button} type="button" className="button button-secondary" onClick={() => list.append({ ...nobody })}>
          {add}
        </button>
      )}
    </section>
  )
}
