import type { BundleEffects } from '../api/schema.gen'
import { useTexts } from './texts'

/** Effects says what a change of a bundle would do to people, before it is made (R2). */
export function Effects({ effects }: { effects: BundleEffects }) {
  const say = useTexts()
  if (effects.employees === 0) return <p>{say('nobody')}</p>
  const more = effects.employees - effects.first.length
  return (
    <>
      <ul>
        {effects.rights.map(({ right_id, name, gained, employees }) => (
          <li key={`${right_id}-${gained}`}>{say(gained ? 'gained' : 'lost', { right: name, count: employees })}</li>
        ))}
      </ul>
      <p>{say('affected', { count: effects.employees })}</p>
      <ul>
        {effects.first.map(({ employee_id, given_name, family_name }) => (
          <li key={employee_id}>
            {given_name} {family_name}
          </li>
        ))}
        {more > 0 && <li>{say('and_more', { count: more })}</li>}
      </ul>
    </>
  )
}
