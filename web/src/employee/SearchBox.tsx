import { useEffect, useRef, useState } from 'react'
import { looksLikeCpr } from './asked'
import { useTexts } from './texts'

const patience = 250 // milliseconds of silence before what is typed is searched for

type Props = {
  filters: { q: string; set: (change: { q: string; by: string }) => void }
  /** What else than the list of employees says of what may be typed, and where a CPR number belongs. */
  hint?: string
  notCpr?: string
}

/** SearchBox searches while somebody types. What may be a CPR number stays in the field and goes nowhere (E9). */
export function SearchBox({ filters, hint, notCpr }: Props) {
  const say = useTexts()
  const [typed, setTyped] = useState(filters.q)
  const sent = useRef(filters.q)
  const search = useRef(filters.set)
  search.current = filters.set
  const secret = looksLikeCpr(typed)

  useEffect(() => {
    if (filters.q === sent.current) return
    sent.current = filters.q // somebody went back, or cleared the search
    setTyped(filters.q)
  }, [filters.q])

  useEffect(() => {
    const next = secret ? '' : typed.trim()
    if (next === sent.current) return
    const timer = setTimeout(() => {
      sent.current = next
      search.current({ q: next, by: '' })
    }, patience)
    return () => clearTimeout(timer)
  }, [typed, secret])

  return (
    <search>
      <div className="form-group">
        <label className="form-label" htmlFor="q">
          {say('search')}
        </label>
        <span className="form-hint" id="q-hint">
          {hint ?? say('search_hint')}
        </span>
        <input
          className="form-input"
          id="q"
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          aria-describedby="q-hint"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <p role="status" className="search-note">
          {secret && (notCpr ?? say('looks_like_cpr'))}
        </p>
      </div>
    </search>
  )
}
