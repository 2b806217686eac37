import type { Filter } from './filter'
import { useTexts } from './texts'

export const nouns = [
  ...(['employee', 'employment', 'identity', 'authenticator', 'right', 'role', 'session', 'sign_in', 'grant', 'national_id'] as const),
  ...([
    'organisation',
    'unit',
    'production_unit',
    'category',
    'bundle',
    'holding',
    'system',
    'client',
    'connection',
    'approval',
    'person',
    'me',
  ] as const),
]
export type Noun = (typeof nouns)[number]

type Props = { filter: Filter; change: (part: Partial<Filter>) => void; of: readonly Noun[] }

/** EventFilter narrows a log down at once by what, outcome and days. */
export function EventFilter({ filter, change, of }: Props) {
  const say = useTexts()
  return (
    <fieldset className="event-filter">
      <legend className="sr-only">{say('filter')}</legend>
      <div>
        <label className="form-label" htmlFor="event-name">
          {say('filter_kind')}
        </label>
        <select id="event-name" className="form-select" value={filter.name ?? ''} onChange={(e) => change({ name: e.target.value || undefined })}>
          <option value="">{say('filter_all')}</option>
          {of.map((noun) => (
            <option key={noun} value={noun}>
              {say(`of_${noun}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label className="form-label" htmlFor="event-outcome">
          {say('filter_outcome')}
        </label>
        <select
          id="event-outcome"
          className="form-select"
          value={filter.outcome ?? ''}
          onChange={(e) => change({ outcome: e.target.value === 'done' || e.target.value === 'refused' ? e.target.value : undefined })}
        >
          <option value="">{say('filter_all')}</option>
          <option value="done">{say('filter_done')}</option>
          <option value="refused">{say('filter_refused')}</option>
        </select>
      </div>
      {(['from', 'to'] as const).map((end) => (
        <div key={end}>
          <label className="form-label" htmlFor={`event-${end}`}>
            {say(`filter_${end}`)}
          </label>
          <input
            id={`event-${end}`}
            className="form-input"
            type="date"
            value={filter[end] ?? ''}
            onChange={(e) => change({ [end]: e.target.value || undefined })}
          />
        </div>
      ))}
    </fieldset>
  )
}
