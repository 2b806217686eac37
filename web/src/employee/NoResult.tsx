import { byOf, ways } from './asked'
import { useTexts } from './texts'
import type { Filters } from './useFilters'

/** NoResult offers other ways to look for what was typed, and the way back to everybody. */
export function NoResult({ filters }: { filters: Filters }) {
  const say = useTexts()
  const { q, by } = filters
  const others = ways.filter((way) => q && way !== by && !/\s/.test(q))
  return (
    <div className="no-result">
      {(by === 'email' || by === 'user_name' || by === 'employee_number') && <p>{say(`no_result_${by}`)}</p>}
      <ul className="nobullet-list">
        {others.map((way) => (
          <li key={way}>
            <button type="button" className="function-link" onClick={() => filters.set({ by: byOf(q) === way ? '' : way })}>
              {say(`try_${way}`, { q })}
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            className="function-link"
            onClick={() => {
              filters.set({ q: '', by: '', status: '', unit: '', production_unit: '', activation: '' })
              document.getElementById('q')?.focus()
            }}
          >
            {say('clear')}
          </button>
        </li>
      </ul>
    </div>
  )
}
