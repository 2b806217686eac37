import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, tagged } from '../api/client'
import type { Assignment, Bundle, ChangeBundle, CreateBundle, GiveAssignment, HeldRight } from '../api/schema.gen'
import { useList } from '../ui/list'

const path = (organisation: string) => ({ organisation_id: organisation })
const etag = (version: number) => `"v${version}"`

export type AssignmentFilter = { employee_id?: string; bundle_id?: string; right_id?: string; ended?: boolean }

/** useAssignments reads who was given what (R3), page by page. */
export function useAssignments(organisation: string, filter: AssignmentFilter) {
  return useList<Assignment>(['assignments', organisation, filter], (after) =>
    call(() =>
      api.GET('/api/v1/organisations/{organisation_id}/assignments', {
        params: { path: path(organisation), query: { ...filter, ...(after ? { after } : {}) } },
      }),
    ),
  )
}

/** useBundles reads the organisation's bundles (R2), those that were retired too. */
export function useBundles(organisation: string) {
  return useList<Bundle>(['bundles', organisation], (after) =>
    call(() =>
      api.GET('/api/v1/organisations/{organisation_id}/bundles', {
        params: { path: path(organisation), query: { limit: 200, ...(after ? { after } : {}) } },
      }),
    ),
  )
}

export function useBundle(organisation: string, bundle: string) {
  return useQuery({
    queryKey: ['bundles', organisation, bundle],
    queryFn: () =>
      tagged(() =>
        api.GET('/api/v1/organisations/{organisation_id}/bundles/{bundle_id}', { params: { path: { ...path(organisation), bundle_id: bundle } } }),
      ),
  })
}

/** useBundleVersions reads what a bundle held before; versions are never changed. */
export function useBundleVersions(organisation: string, bundle: string) {
  return useQuery({
    queryKey: ['bundles', organisation, bundle, 'versions'],
    queryFn: async () =>
      (
        await call(() =>
          api.GET('/api/v1/organisations/{organisation_id}/bundles/{bundle_id}/versions', {
            params: { path: { ...path(organisation), bundle_id: bundle }, query: { limit: 50 } },
          }),
        )
      ).data,
  })
}

const wholeList = 20 // pages of 200: more rights than an organisation holds

/** useHeldRights reads all rights that the organisation holds (R1), to choose from and to name those of a bundle. */
export function useHeldRights(organisation: string) {
  return useQuery({
    queryKey: ['holdings', organisation],
    queryFn: async () => {
      const all: HeldRight[] = []
      let after: string | undefined
      for (let page = 0; page < wholeList; page++) {
        const query = { limit: 200, ...(after ? { after } : {}) }
        const slice = await call(() => api.GET('/api/v1/organisations/{organisation_id}/holdings', { params: { path: path(organisation), query } }))
        all.push(...slice.data)
        after = slice.next_cursor
        if (!after) break
      }
      return all
    },
  })
}

/** useRightsChanged gives the function to call after bundles or assignments have changed. */
export function useRightsChanged() {
  const client = useQueryClient()
  return () =>
    client.invalidateQueries({ predicate: ({ queryKey }) => ['bundles', 'assignments', 'employee', 'rights'].includes(String(queryKey[0])) })
}

export const assign = (organisation: string, body: GiveAssignment, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/assignments', {
      params: { path: path(organisation), header: { 'Idempotency-Key': key } },
      body,
    }),
  )

export const changeEnd = (organisation: string, assignment: Assignment, ends_on: string | null) =>
  call(() =>
    api.PATCH('/api/v1/organisations/{organisation_id}/assignments/{assignment_id}', {
      params: { path: { ...path(organisation), assignment_id: assignment.id }, header: { 'If-Match': etag(assignment.version) } },
      body: { ends_on },
    }),
  )

export const endAssignment = (organisation: string, assignment: string, reason: string, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/assignments/{assignment_id}/end', {
      params: { path: { ...path(organisation), assignment_id: assignment }, header: { 'Idempotency-Key': key } },
      body: reason ? { reason } : {},
    }),
  )

export const createBundle = (organisation: string, body: CreateBundle, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/bundles', { params: { path: path(organisation), header: { 'Idempotency-Key': key } }, body }),
  )

type Step = { organisation: string; bundle: string; etag: string; dry_run: boolean }

/** changeBundle makes a new version, or with dry_run tells what that would do to people (R2). */
export const changeBundle = ({ organisation, bundle, etag, dry_run }: Step, body: ChangeBundle) =>
  call(() =>
    api.PATCH('/api/v1/organisations/{organisation_id}/bundles/{bundle_id}', {
      params: { path: { ...path(organisation), bundle_id: bundle }, header: { 'If-Match': etag }, query: { dry_run } },
      body,
    }),
  )

/** retireBundle takes a bundle out of use, or with dry_run tells who loses what. */
export const retireBundle = ({ organisation, bundle, etag, dry_run }: Step, key: string) =>
  call(() =>
    api.POST('/api/v1/organisations/{organisation_id}/bundles/{bundle_id}/retire', {
      params: { path: { ...path(organisation), bundle_id: bundle }, header: { 'If-Match': etag, 'Idempotency-Key': key }, query: { dry_run } },
    }),
  )
