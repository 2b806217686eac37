import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, tagged } from '../api/client'
import type { ChangeConnection, Connection, ConnectionRepresentativeInput, StartConnection, UploadDocument } from '../api/schema.gen'
import { useList } from '../ui/list'

/** What the server has, and the tag that a change of it must name. */
export type Read = { data: Connection; etag: string }

const all = ['connections']
const key = (connection: string) => ['connection', connection]
const at = (connection: string) => ({ connection_id: connection })

export function useConnections() {
  return useList<Connection>(all, (after) => call(() => api.GET('/api/v1/connections', { params: { query: after ? { after } : {} } })))
}

export function useConnection(connection: string) {
  return useQuery({
    queryKey: key(connection),
    queryFn: () => tagged(() => api.GET('/api/v1/connections/{connection_id}', { params: { path: at(connection) } })),
  })
}

export function useTerms() {
  return useQuery({ queryKey: ['terms'], queryFn: () => call(() => api.GET('/api/v1/terms')), staleTime: 60_000 })
}

export const lookUp = (cvr: string) => call(() => api.GET('/api/v1/companies/{cvr}', { params: { path: { cvr } } }))

// useKeep remembers what a change answered, so that no page shows what was there before.
function useKeep() {
  const client = useQueryClient()
  return (read: Read): Read => {
    client.setQueryData(key(read.data.id), read)
    void client.invalidateQueries({ queryKey: all })
    return read
  }
}

export function useStart() {
  const keep = useKeep()
  return async (body: StartConnection, idempotency: string) =>
    keep(await tagged(() => api.POST('/api/v1/connections', { params: { header: { 'Idempotency-Key': idempotency } }, body })))
}

/** useChange gives the function that takes one step of a draft, of the version that was read (C6). */
export function useChange(connection: string) {
  const keep = useKeep()
  return async (body: ChangeConnection, etag: string) => {
    const params = { path: at(connection), header: { 'If-Match': etag } }
    return keep(await tagged(() => api.PATCH('/api/v1/connections/{connection_id}', { params, body })))
  }
}

type Step = 'submit' | 'withdraw' | 'reopen'

/** useStep gives the function that submits, withdraws or reopens a request. */
export function useStep(connection: string) {
  const keep = useKeep()
  return async ({ step, version }: { step: Step; version: number }, idempotency: string) => {
    const params = { path: at(connection), header: { 'If-Match': `"v${version}"`, 'Idempotency-Key': idempotency } }
    return keep(await tagged(() => api.POST(`/api/v1/connections/{connection_id}/${step}`, { params })))
  }
}

export function useAddRepresentative(connection: string) {
  const keep = useKeep()
  return async (body: ConnectionRepresentativeInput, idempotency: string) => {
    const params = { path: at(connection), header: { 'Idempotency-Key': idempotency } }
    return keep(await tagged(() => api.POST('/api/v1/connections/{connection_id}/representatives', { params, body })))
  }
}

export function useUpload(connection: string) {
  const client = useQueryClient()
  return async (body: UploadDocument, idempotency: string) => {
    const params = { path: at(connection), header: { 'Idempotency-Key': idempotency } }
    const sent = await call(() => api.POST('/api/v1/connections/{connection_id}/documents', { params, body }))
    await client.invalidateQueries({ queryKey: key(connection) })
    return sent
  }
}
