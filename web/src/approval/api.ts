import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import { problemOf } from '../api/problem'
import { forgetToken, tokenOf } from './token'

const all = ['approvals']
const key = (approval: string) => ['approval', approval]
const at = (approval: string) => ({ approval_id: approval })

/** bodyOf names the link's token where there is one; who is named by CPR number needs none. */
function bodyOf(approval: string): { token?: string } {
  const token = tokenOf(approval)
  return token ? { token } : {}
}

export function useApprovals() {
  return useQuery({ queryKey: all, queryFn: () => call(() => api.GET('/api/v1/approvals')) })
}

export function useApproval(approval: string) {
  return useQuery({
    queryKey: key(approval),
    queryFn: () => call(() => api.POST('/api/v1/approvals/{approval_id}/open', { params: { path: at(approval) }, body: bodyOf(approval) })),
  })
}

/** useAnswer gives the functions that approve and decline. Whatever comes of it, the page then shows how far the request is. */
export function useAnswer(approval: string) {
  const client = useQueryClient()
  const answered = async <T>(send: () => Promise<T>): Promise<T> => {
    try {
      const result = await send()
      client.setQueryData(key(approval), result)
      forgetToken(approval)
      return result
    } catch (thrown) {
      if (!problemOf(thrown).unreachable) await client.invalidateQueries({ queryKey: key(approval) })
      throw thrown
    } finally {
      void client.invalidateQueries({ queryKey: all })
    }
  }
  const params = (idempotency: string) => ({ path: at(approval), header: { 'Idempotency-Key': idempotency } })
  return {
    approve: (_: 'approve', idempotency: string) =>
      answered(() => call(() => api.POST('/api/v1/approvals/{approval_id}/approve', { params: params(idempotency), body: bodyOf(approval) }))),
    decline: ({ reason }: { reason: string }, idempotency: string) =>
      answered(() =>
        call(() => api.POST('/api/v1/approvals/{approval_id}/decline', { params: params(idempotency), body: { ...bodyOf(approval), reason } })),
      ),
  }
}
