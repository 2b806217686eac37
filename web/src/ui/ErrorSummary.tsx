import type { FieldErrors } from 'react-hook-form'
import type { Labels } from './labels'
import { useTexts } from './texts'

/** ErrorSummary lists a form's faults on top, each leading to its field. */
export function ErrorSummary({ errors, labels, others }: { errors: FieldErrors; labels: Labels; others: string[] }) {
  const say = useTexts()
  const faults = flat(errors)
  const count = faults.length + others.length
  if (count === 0) return null
  return (
    <div className="alert alert-error alert--paragraph" role="alert">
      <div className="alert-body">
        <h2 className="alert-heading">{say('errors', { count })}</h2>
        <ul className="alert-text nobullet-list">
          {faults.map(({ name, message }) => (
            <li key={name}>
              <a
                href={`#${name}`}
                onClick={(event) => {
                  event.preventDefault()
                  document.getElementById(name)?.focus()
                }}
              >
                {labels.get(name) ? `${labels.get(name)}: ${message}` : message}
              </a>
            </li>
          ))}
          {others.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

// flat walks nested errors: a field's own have a message, all else is a group or list of fields.
function flat(errors: object, path: string[] = []): { name: string; message: string }[] {
  return Object.entries(errors).flatMap(([key, value]) => {
    if (typeof value !== 'object' || value === null) return []
    const at = [...path, key]
    if ('message' in value && typeof value.message === 'string') return [{ name: at.join('.'), message: value.message }]
    return key === 'ref' ? [] : flat(value, at)
  })
}
