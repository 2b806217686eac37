import { type FormEvent, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useTexts } from './texts'

/** SerialSearch narrows the list to the serial numbers that begin with what was typed. */
export function SerialSearch() {
  const say = useTexts()
  const [params, setParams] = useSearchParams()
  const [typed, setTyped] = useState(params.get('serial') ?? '')
  function search(event: FormEvent) {
    event.preventDefault()
    const next = new URLSearchParams(params)
    if (typed.trim()) next.set('serial', typed.trim())
    else next.delete('serial')
    setParams(next, { replace: true, preventScrollReset: true })
  }
  return (
    <form className="stock-search" onSubmit={search}>
      <div className="form-group">
        <label className="form-label" htmlFor="serial">
          {say('serial_begins')}
        </label>
        <input
          id="serial"
          className="form-input input-char-27"
          maxLength={64}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <button type="submit" className="button button-secondary">
        {say('search')}
      </button>
    </form>
  )
}
