import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, tagged } from '../api/client'
import { Problem } from '../api/problem'
import type { ChooseIdentity, EmployeeChange, EmployeeListed, EmployeePage, NationalId, NewEmployee, operations } from '../api/schema.gen'
import { useList } from '../ui/list'

/** What narrows the list of employees; the names are the API's. A national id is never among them (E9). */
export type EmployeeFilter = Omit<NonNullable<operations['listEmployees']['parameters']['query']>, 'limit' | 'after' | 'include'>

export const employeesKey = (organisation: string) => ['employees', organisation]
export const employeeKey = (organisation: string, employee: string) => ['employee', organisation, employee]

const list = (organisation: string, query: NonNullable<operations['listEmployees']['parameters']['query']>) =>
  call(() => api.GET('/api/v1/organisations/{organisation_id}/employees', { params: { path: { organisation_id: organisation }, query } }))

/** useEmployees reads the list page by page; the first page says how many there are. */
export function useEmployees(organisation: string, filter: EmployeeFilter, enabled = true) {
  const read = (after?: string) => list(organisation, after ? { ...filter, after } : { ...filter, include: 'total' })
  return useList<EmployeeListed, EmployeePage>([...employeesKey(organisation), filter], read, enabled)
}

/** The most employees that are shown as cards (E9). */
export const cardsUpTo = 8

/** useFewEmployees says whether the organisation, whatever is searched for, has so few employees that they are cards. */
export function useFewEmployees(organisation: string, enabled: boolean) {
  return useQuery({
    queryKey: [...employeesKey(organisation), 'few'],
    enabled,
    queryFn: async () => (await list(organisation, { limit: cardsUpTo + 1 })).data.length <= cardsUpTo,
  })
}

/** searchEmployees gives the first few whose name has words that begin so, to pick one of. */
export const searchEmployees = async (organisation: string, q: string) => (await list(organisation, { q, limit: 8 })).data

/** findEmployees gives the first few to hand something to or to order for: of the whole name, or a known number or address. */
export const findEmployees = async (organisation: string, q: string) => {
  const params = { path: { organisation_id: organisation }, query: { q, limit: 8 } }
  return (await call(() => api.GET('/api/v1/organisations/{organisation_id}/employees/find', { params }))).data
}

/** useFound reads what whoever hands out, lends or orders may know of one employee, who may be out of reach. */
export function useFound(organisation: string, employee: string) {
  return useQuery({
    queryKey: [...employeeKey(organisation, employee), 'found'],
    queryFn: async () => {
      const one = (await findEmployees(organisation, employee)).find(({ id }) => id === employee)
      if (!one) throw new Problem({ status: 404, code: 'not_found' })
      return one
    },
  })
}

/** useEmployee reads one employee, with the ETag that a change names. */
export function useEmployee(organisation: string, employee: string) {
  const path = { organisation_id: organisation, employee_id: employee }
  return useQuery({
    queryKey: employeeKey(organisation, employee),
    queryFn: () => tagged(() => api.GET('/api/v1/organisations/{organisation_id}/employees/{employee_id}', { params: { path } })),
  })
}

/** useCategories reads the kinds of employment that the organisation uses (E4). */
export function useCategories(organisation: string) {
  const path = { organisation_id: organisation }
  return useQuery({
    queryKey: ['categories', organisation],
    queryFn: async () => (await call(() => api.GET('/api/v1/organisations/{organisation_id}/employment_categories', { params: { path } }))).data,
  })
}

/** useChangedEmployee gives the function to call after anything about an employee, or all, has changed. */
export function useChangedEmployee(organisation: string) {
  const client = useQueryClient()
  return async (employee?: string) => {
    if (employee) await client.invalidateQueries({ queryKey: employeeKey(organisation, employee) })
    await client.invalidateQueries({ queryKey: employeesKey(organisation) })
  }
}

/** findByNationalId looks for a full number, which travels in the body alone and is kept nowhere here (E9). */
export const findByNationalId = (organisation: string, national_id: NationalId) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/employees/search', {
      params: { path: { organisation_id: organisation } },
      body: { national_id },
    }),
  )

export const createEmployee = (organisation: string, body: NewEmployee, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/employees', {
      params: { path: { organisation_id: organisation }, header: { 'Idempotency-Key': key } },
      body,
    }),
  )

/** chooseIdentity decides how an employee signs in and sends the link for the activation (U1, U5). */
export const chooseIdentity = (organisation: string, employee: string, body: ChooseIdentity, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/employees/{employee_id}/identities', {
      params: { path: { organisation_id: organisation, employee_id: employee }, header: { 'Idempotency-Key': key } },
      body,
    }),
  )

/** changeEmployee changes the version that was read; another one is refused as stale. */
export const changeEmployee = (organisation: string, employee: string, change: EmployeeChange, etag: string) =>
  call(() =>
    api.PATCH('/api/v1/organisations/{organisation_id}/employees/{employee_id}', {
      params: { path: { organisation_id: organisation, employee_id: employee }, header: { 'If-Match': etag } },
      body: change,
    }),
  )

/** exportAddress is where the list comes as a file, narrowed as on the page. */
export const exportAddress = (organisation: string, filter: EmployeeFilter) =>
  `/api/v1/organisations/${organisation}/employees/export?${new URLSearchParams(filter)}`
