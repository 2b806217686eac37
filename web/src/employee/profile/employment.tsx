import type { Employment, EmploymentCategory } from '../../api/schema.gen'
import { day, today } from '../../i18n/format'
import { language } from '../../i18n/language'
import { useTexts } from './texts'

/** stateOf says how an employment stands today. */
export function stateOf({ starts_on, ends_on, ended_at }: Employment, now = today()): 'coming' | 'running' | 'over' {
  if (ended_at || (ends_on && ends_on < now)) return 'over'
  return starts_on > now ? 'coming' : 'running'
}

/** categoryName is what a kind of employment is called in the user's language; its code where it is not known. */
export const categoryName = (categories: EmploymentCategory[] | undefined, code: string) => {
  const found = categories?.find((category) => category.code === code)
  return found ? (language() === 'en' ? found.name_en : found.name_da) : code
}

/** Period says from when to when an employment lasts. */
export function Period({ employment: { starts_on, ends_on, ended_at } }: { employment: Employment }) {
  const say = useTexts()
  const last = ended_at ? ended_at.slice(0, 10) : ends_on
  return <>{last ? say('from_to', { from: day(starts_on), to: day(last) }) : say('from', { day: day(starts_on) })}</>
}
