import { useId } from 'react'
import { useSearchParams } from 'react-router'
import type { Option } from '../ui/fields'

/** FilterSelect narrows a list by something that stands in the address. */
export function FilterSelect({ name, label, empty, options }: { name: string; label: string; empty: string; options: Option[] }) {
  const id = useId() // a dialog over the list may ask for the same thing
  const [params, setParams] = useSearchParams()
  function choose(value: string) {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true, preventScrollReset: true })
  }
  return (
    <div className="form-group">
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="form-select" value={params.get(name) ?? ''} onChange={(event) => choose(event.target.value)}>
        <option value="">{empty}</option>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
