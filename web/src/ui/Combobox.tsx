import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useController } from 'react-hook-form'
import { problemOf } from '../api/problem'
import { useSentences } from '../api/problems'
import { texts } from '../i18n/texts'
import { type Common, Frame, useField } from './fields'

const useTexts = texts('combobox', {
  da: {
    pick: 'Vælg en fra listen, eller lad feltet være tomt',
    found_one: '{{count}} forslag',
    found_other: '{{count}} forslag',
    nothing: 'Ingen fundet',
  },
  en: {
    pick: 'Choose one from the list, or leave the field empty',
    found_one: '{{count}} suggestion',
    found_other: '{{count}} suggestions',
    nothing: 'None found',
  },
})

export type Found = { value: string; label: string; detail?: string }
type Props = Common & {
  /** Asks the server for those that begin with what was typed. */
  search: (typed: string) => Promise<Found[]>
  /** What the value that the form begins with is called. */
  initial?: string
  /** How many letters must be typed before the server is asked. */
  least?: number
  /** Why what was typed is not searched for, when it is not. */
  refuse?: (typed: string) => string | undefined
  /** Told of the value when one is chosen. */
  chosen?: (value: string) => void
}

const patience = 250 // milliseconds of silence before what is typed is searched for

/** Combobox picks one of many that only the server knows: type, then choose with the arrows or the mouse. */
export function Combobox({ search, initial = '', least = 1, refuse, chosen, ...field }: Props) {
  const say = useTexts()
  const sentences = useSentences()
  const [typed, setTyped] = useState(initial)
  const [asked, setAsked] = useState('')
  const [active, setActive] = useState(-1)
  const text = useRef(typed)
  text.current = typed
  const { message, described } = useField(field)
  const why = useRef(refuse)
  why.current = refuse
  const validate = (value: unknown) => Boolean(value) || !text.current.trim() || (why.current?.(text.current) ?? say('pick'))
  const { field: held } = useController({ name: field.name, rules: { validate } })
  const { data, error } = useQuery({ queryKey: ['combobox', field.name, asked], queryFn: () => search(asked), enabled: asked !== '' })
  const options = asked ? (data ?? []) : []
  const open = options.length > 0
  const refused = held.value ? undefined : refuse?.(typed)
  const list = `${field.name}-list`

  useEffect(() => {
    if (held.value || typed.trim().length < least || why.current?.(typed)) return setAsked('')
    const timer = setTimeout(() => {
      if (document.activeElement?.id !== field.name) return
      setAsked(typed.trim())
      setActive(-1)
    }, patience)
    return () => clearTimeout(timer)
  }, [typed, held.value, field.name, least])

  // The form may be given another value, as when somebody else changed it meanwhile.
  const known = useRef(held.value)
  useEffect(() => {
    if (held.value === known.current) return
    known.current = held.value
    setTyped(initial)
  }, [held.value, initial])

  function hold(value: string) {
    known.current = value
    held.onChange(value)
  }
  function choose(option: Found) {
    setTyped(option.label)
    setAsked('')
    hold(option.value)
    chosen?.(option.value)
  }
  function onKey(event: KeyboardEvent) {
    const option = options[active]
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && open) setActive((at) => (at + step + options.length) % options.length)
    else if (event.key === 'Enter' && option) choose(option)
    else if (event.key === 'Escape' && open) setAsked('')
    else return
    event.preventDefault()
  }
  return (
    <Frame field={field} message={message}>
      <div className="combobox">
        <input
          ref={held.ref}
          name={held.name}
          className="form-input"
          id={field.name}
          role="combobox"
          autoComplete="off"
          aria-expanded={open}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={options[active] ? `${list}-${active}` : undefined}
          aria-describedby={described}
          aria-invalid={message ? true : undefined}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            hold('')
          }}
          onKeyDown={onKey}
          onBlur={() => {
            setAsked('')
            held.onBlur()
          }}
        />
        <div id={list} role="listbox" aria-label={field.label} hidden={!open} className="combobox-list">
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, as a combobox has it
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input hears the keys
            <div
              key={option.value}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {option.label} {option.detail && <small>{option.detail}</small>}
            </div>
          ))}
        </div>
        <p role="status" className={open ? 'sr-only' : 'combobox-note'}>
          {refused ?? (asked && error ? sentences.of(problemOf(error)) : undefined)}
          {asked && data && (data.length > 0 ? say('found', { count: data.length }) : say('nothing'))}
        </p>
      </div>
    </Frame>
  )
}
