import { type ReactNode, useRef } from 'react'
import type { FieldArrayWithId, UseFieldArrayReturn } from 'react-hook-form'
import { useDraftTexts } from './draftTexts'
import type { TypedPeople } from './people'

type ListName = 'representatives' | 'administrators'
type Props<L extends ListName> = {
  title: string
  why: ReactNode
  list: UseFieldArrayReturn<TypedPeople, L, 'key'>
  name: (n: number) => string
  add: { label: string; do: () => void }
  children: (row: FieldArrayWithId<TypedPeople, L, 'key'>, index: number) => ReactNode
}

/** PersonBlocks are the people of one list, each with its fields; the focus follows what is added and taken away. */
export function PersonBlocks<L extends ListName>({ title, why, list, name, add, children }: Props<L>) {
  const say = useDraftTexts()
  const button = useRef<HTMLButtonElement>(null)
  return (
    <section>
      <h3 className="h4">{title}</h3>
      <p>{why}</p>
      {list.fields.map((row, index) => (
        <fieldset key={row.key} className="person">
          <legend>{name(index + 1)}</legend>
          {children(row, index)}
          {list.fields.length > 1 && (
            <button
              type="button"
              className="function-link"
              aria-label={say('remove_person', { who: name(index + 1) })}
              onClick={() => {
                list.remove(index)
                button.current?.focus()
              }}
            >
              {say('remove')}
            </button>
          )}
        </fieldset>
      ))}
      {list.fields.length < 10 && (
        <button ref={button} type="button" className="button button-secondary" onClick={add.do}>
          {add.label}
        </button>
      )}
    </section>
  )
}
