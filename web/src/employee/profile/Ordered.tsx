import { Link } from 'react-router'
import type { Employee } from '../../api/schema.gen'
import { day } from '../../i18n/format'
import { texts } from '../../i18n/texts'
import { useOrders } from '../../order/api'
import { toneOf, useStates } from '../../order/words'
import { useMay } from '../../session/me'
import { useWords } from '../../stock/words'
import { Tag } from '../../ui/Tag'
import type { Whose } from './api'
import { Part } from './Part'

const useTexts = texts('profile-ordered', {
  da: {
    title: 'Bestilt',
    none: 'Der er ikke noget på vej.',
    line: '{{kind}} i bestilling',
    expected: 'Ventes {{on}}',
    order: 'Bestil kodeviser eller chip',
    correct: 'Bestil nyt kort, fordi noget er forkert',
  },
  en: {
    title: 'Ordered',
    none: 'Nothing is on its way.',
    line: '{{kind}} in order',
    expected: 'Expected {{on}}',
    order: 'Order a code display or chip',
    correct: 'Order a new card because something is wrong',
  },
})

const over = ['delivered', 'cancelled', 'failed', 'draft']

/** Ordered is what is on its way to somebody, and where more is ordered (O1, U14). */
export function Ordered({ whose, employee }: { whose: Whose; employee: Employee }) {
  const say = useTexts()
  const may = useMay()
  const word = useWords()
  const stateOf = useStates()
  const query = useOrders(whose.organisation, { employee_id: whose.employee })
  const base = `/organisations/${whose.organisation}/orders`
  const here = employee.status !== 'ended' && employee.status !== 'without_employment'
  return (
    <Part id="ordered" title={say('title')} query={query}>
      {() => {
        const lines = (query.rows ?? []).flatMap(({ number, lines }) =>
          lines.filter((line) => line.employee_id === whose.employee && !over.includes(line.state)).map((line) => ({ ...line, order: number })),
        )
        return (
          <>
            {lines.length === 0 && <p>{say('none')}</p>}
            {lines.length > 0 && (
              <ul className="lines nobullet-list">
                {lines.map((line) => (
                  <li key={line.id}>
                    <span className="line-what">
                      {say('line', { kind: word(line.kind) })} <Link to={`${base}/${line.order_id}`}>{line.order}</Link>{' '}
                      <Tag kind={toneOf(line.state)}>{stateOf(line.state)}</Tag>
                    </span>
                    {line.expected_on && <span>{say('expected', { on: day(line.expected_on) })}</span>}
                  </li>
                ))}
              </ul>
            )}
            {here && (may('order.place') || may('order.correct')) && (
              <div className="button-group">
                {may('order.place') && (
                  <Link className="button button-secondary" to={`${base}/new?employee=${whose.employee}`}>
                    {say('order')}
                  </Link>
                )}
                {may('order.correct') && (
                  <Link className="button button-tertiary" to={`${base}/correct?employee=${whose.employee}`}>
                    {say('correct')}
                  </Link>
                )}
              </div>
            )}
          </>
        )
      }}
    </Part>
  )
}
