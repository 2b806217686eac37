import { useQuery } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { Right } from '../api/schema.gen'
import { employeeKey } from '../employee/api'

/** useRightsOfSystem reads the rights that a system knows (R1). */
export function useRightsOfSystem(organisation: string, system: string) {
  return useQuery({
    queryKey: ['systems', organisation, system, 'rights'],
    enabled: system !== '',
    queryFn: async () => {
      const path = { organisation_id: organisation, system_id: system }
      const rows: Right[] = []
      let after: string | undefined
      do {
        const query = after ? { limit: 200, after } : { limit: 200 }
        const page = await call(() => api.GET('/api/v1/organisations/{organisation_id}/systems/{system_id}/rights', { params: { path, query } }))
        rows.push(...page.data)
        after = page.next_cursor
      } while (after)
      return rows
    },
  })
}

type Asked = { organisation: string; employee: string; right: string; at: string }

/** useExplanation asks whether somebody has a right on a day, and what that hangs on (R6). It lies under the employee's key, as all about them. */
export function useExplanation({ organisation, employee, right, at }: Asked) {
  const path = { organisation_id: organisation, employee_id: employee, right_id: right }
  return useQuery({
    queryKey: [...employeeKey(organisation, employee), 'explain', right, at],
    enabled: right !== '',
    queryFn: () =>
      call(() =>
        api.GET('/api/v1/organisations/{organisation_id}/employees/{employee_id}/rights/{right_id}/explain', { params: { path, query: { at } } }),
      ),
  })
}
