import { useQuery } from '@tanstack/react-query'
import { api, call, newKey } from '../../api/client'
import type { EmployeeBlock, EmployeeUnblock, EmploymentChange, EmploymentEnd, NewEmployment, TerminateEmployee } from '../../api/schema.gen'
import type { EventQuery } from '../../event/Events'
import { useMay } from '../../session/me'
import { employeeKey } from '../api'

/** Whose page it is: the ids that every question about an employee names. */
export type Whose = { organisation: string; employee: string }

const path = ({ organisation, employee }: Whose) => ({ organisation_id: organisation, employee_id: employee })
const keyed = (whose: Whose, key: string) => ({ path: path(whose), header: { 'Idempotency-Key': key } })
/** All that is read about one employee lies under the employee's own key, so that one call forgets it all. */
const under = (whose: Whose, what: string) => [...employeeKey(whose.organisation, whose.employee), what]
const base = '/api/v1/organisations/{organisation_id}/employees/{employee_id}'

export function useRightsOf(whose: Whose) {
  return useQuery({ queryKey: under(whose, 'rights'), queryFn: () => call(() => api.GET(`${base}/rights`, { params: { path: path(whose) } })) })
}

export function useAssignmentsOf(whose: Whose, enabled: boolean) {
  const params = { path: { organisation_id: whose.organisation }, query: { employee_id: whose.employee, limit: 200 } }
  return useQuery({
    queryKey: under(whose, 'assignments'),
    enabled,
    queryFn: async () => (await call(() => api.GET('/api/v1/organisations/{organisation_id}/assignments', { params }))).data,
  })
}

export const endAssignment = (organisation: string, assignment: string, reason: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/assignments/{assignment_id}/end', {
      params: { path: { organisation_id: organisation, assignment_id: assignment }, header: { 'Idempotency-Key': key } },
      body: reason ? { reason } : {},
    }),
  )

export function useRolesOf(whose: Whose) {
  const params = { path: { organisation_id: whose.organisation }, query: { employee_id: whose.employee, limit: 200 } }
  return useQuery({
    queryKey: under(whose, 'roles'),
    queryFn: async () => (await call(() => api.GET('/api/v1/organisations/{organisation_id}/administrators', { params }))).data,
  })
}

export function useSessionsOf(whose: Whose) {
  return useQuery({
    queryKey: under(whose, 'sessions'),
    queryFn: async () => (await call(() => api.GET(`${base}/sessions`, { params: { path: path(whose) } }))).data,
  })
}

export const endSession = (whose: Whose, session: string, key: string) => {
  const params = { path: { ...path(whose), session_id: session }, header: { 'Idempotency-Key': key } }
  return call(() => api.POST(`${base}/sessions/{session_id}/end`, { params }))
}

export const endSessions = (whose: Whose, key: string) => call(() => api.POST(`${base}/sessions/end`, { params: keyed(whose, key) }))

export const eventsKey = (whose: Whose) => under(whose, 'events')
export const readEvents = (whose: Whose) => (query: EventQuery) => call(() => api.GET(`${base}/events`, { params: { path: path(whose), query } }))

/** reveal gives the number in full. It is kept nowhere but where it is shown (E3). */
export const reveal = (whose: Whose, reason: string) =>
  call(() => api.POST(`${base}/national_id/reveal`, { params: { path: path(whose) }, body: { reason } }))

export const block = (whose: Whose, body: EmployeeBlock, key: string) => call(() => api.POST(`${base}/block`, { params: keyed(whose, key), body }))

export const unblock = (whose: Whose, body: EmployeeUnblock, etag: string, key: string) => {
  const params = { path: path(whose), header: { 'Idempotency-Key': key, 'If-Match': etag } }
  return call(() => api.POST(`${base}/unblock`, { params, body }))
}

export const addEmployment = (whose: Whose, body: NewEmployment, key: string) =>
  call(() => api.POST(`${base}/employments`, { params: keyed(whose, key), body }))

export const changeEmployment = (whose: Whose, employment: string, etag: string, body: EmploymentChange) => {
  const params = { path: { ...path(whose), employment_id: employment }, header: { 'If-Match': etag } }
  return call(() => api.PATCH(`${base}/employments/{employment_id}`, { params, body }))
}

export const endEmployment = (whose: Whose, employment: string, etag: string, body: EmploymentEnd, key: string) => {
  const params = { path: { ...path(whose), employment_id: employment }, header: { 'If-Match': etag, 'Idempotency-Key': key } }
  return call(() => api.POST(`${base}/employments/{employment_id}/end`, { params, body }))
}

/** useTermination asks what would end; it is asked anew each time somebody comes to the page (L5). */
export function useTermination(whose: Whose) {
  const may = useMay()
  const params = { path: path(whose), query: { dry_run: true } }
  return useQuery({
    queryKey: under(whose, 'termination'),
    enabled: may('employee.terminate'),
    staleTime: 0,
    gcTime: 0,
    queryFn: () =>
      call(() => api.POST(`${base}/terminate`, { params: { ...params, header: { 'Idempotency-Key': newKey() } }, body: { reason: 'preview' } })),
  })
}

export const terminate = (whose: Whose, body: TerminateEmployee, key: string) =>
  call(() => api.POST(`${base}/terminate`, { params: keyed(whose, key), body }))
