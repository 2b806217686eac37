import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, tagged } from '../api/client'
import type { Connection, DecideCase } from '../api/schema.gen'
import { useList } from '../ui/list'

const all = ['cases']
const key = (connection: string) => ['case', connection]

export function useCases() {
  return useList<Connection>(all, (after) => call(() => api.GET('/api/v1/operator/cases', { params: { query: after ? { after } : {} } })))
}

export function useCase(connection: string) {
  return useQuery({
    queryKey: key(connection),
    queryFn: () => tagged(() => api.GET('/api/v1/operator/cases/{connection_id}', { params: { path: { connection_id: connection } } })),
  })
}

/** readDocument gives a document's content; that it was read is logged. */
export const readDocument = (connection: string, document: string) =>
  call(() =>
    api.GET('/api/v1/operator/cases/{connection_id}/documents/{document_id}', {
      params: { path: { connection_id: connection, document_id: document } },
    }),
  )

export function useDecide(connection: string) {
  const client = useQueryClient()
  return async (body: DecideCase, etag: string, idempotency: string) => {
    const params = { path: { connection_id: connection }, header: { 'If-Match': etag, 'Idempotency-Key': idempotency } }
    const decided = await tagged(() => api.POST('/api/v1/operator/cases/{connection_id}/decide', { params, body }))
    client.setQueryData(key(connection), decided)
    void client.invalidateQueries({ queryKey: all })
    return decided
  }
}
