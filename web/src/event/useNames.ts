import { useMemo } from 'react'
import { useCategories } from '../employee/api'
import { language } from '../i18n/language'
import { useProductionUnits, useUnits } from '../organisation/api'

/** useNames gives the names of what events name by id or code: departments, production units and kinds of employment. */
export function useNames(organisation: string): Record<string, string> {
  const units = useUnits(organisation).data
  const places = useProductionUnits(organisation).data
  const categories = useCategories(organisation).data
  return useMemo(
    () =>
      Object.fromEntries([
        ...[...(units ?? []), ...(places ?? [])].map(({ id, name }) => [id, name]),
        ...(categories ?? []).map(({ code, name_da, name_en }) => [code, language() === 'en' ? name_en : name_da]),
      ]),
    [units, places, categories],
  )
}
