import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { NewCorrection, NewOrder, Order, OrderLine, OrderPreview } from '../api/schema.gen'
import { useList } from '../ui/list'

const base = '/api/v1/organisations/{organisation_id}/orders'
const key = (organisation: string, ...more: unknown[]) => ['orders', organisation, ...more]
const slice = (after?: string) => (after ? { limit: 50, after } : { limit: 50 })

export type OrderFilter = { state?: string; employee_id?: string }

/** useChangedOrders gives the function to call after something about an order has changed. */
export function useChangedOrders(organisation: string) {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: key(organisation) })
}

export function useOrders(organisation: string, filter: OrderFilter, enabled = true) {
  return useList<Order>(
    key(organisation, 'list', filter),
    (after) => {
      const params = { path: { organisation_id: organisation }, query: { ...filter, ...slice(after) } }
      return call(() => api.GET(base, { params }))
    },
    enabled,
  )
}

/** useOrder reads an order with the steps that it allows now. */
export function useOrder(organisation: string, order: string) {
  const params = { path: { organisation_id: organisation, order_id: order } }
  return useQuery({ queryKey: key(organisation, 'order', order), queryFn: () => call(() => api.GET(`${base}/{order_id}`, { params })) })
}

/** useQueue reads what the own warehouse has to send. */
export function useQueue(organisation: string) {
  return useList<OrderLine>(key(organisation, 'queue'), (after) =>
    call(() => api.GET(`${base}/queue`, { params: { path: { organisation_id: organisation }, query: slice(after) } })),
  )
}

const path = (organisation: string) => ({ organisation_id: organisation })

/** preview says what an order would cost and when it comes; nothing is stored (B5, U6). */
export const preview = (organisation: string, body: NewOrder, idempotency: string) =>
  call(() =>
    api.POST(base, { params: { path: path(organisation), query: { dry_run: true }, header: { 'Idempotency-Key': idempotency } }, body }),
  ) as Promise<OrderPreview>

export const placeOrder = (organisation: string, body: NewOrder, idempotency: string) =>
  call(() => api.POST(base, { params: { path: path(organisation), header: { 'Idempotency-Key': idempotency } }, body })) as Promise<Order>

export const changeDraft = (organisation: string, draft: { id: string; etag: string }, body: NewOrder) =>
  call(() =>
    api.PUT(`${base}/{order_id}`, {
      params: { path: { ...path(organisation), order_id: draft.id }, header: { 'If-Match': draft.etag } },
      body,
    }),
  )

export const orderCorrection = (organisation: string, body: NewCorrection, idempotency: string) =>
  call(() =>
    api.POST(`${base}/corrections`, { params: { path: path(organisation), header: { 'Idempotency-Key': idempotency } }, body }),
  ) as Promise<Order>

export const previewCorrection = (organisation: string, body: NewCorrection, idempotency: string) =>
  call(() =>
    api.POST(`${base}/corrections`, {
      params: { path: path(organisation), query: { dry_run: true }, header: { 'Idempotency-Key': idempotency } },
      body,
    }),
  ) as Promise<OrderPreview>

export const cancelOrder = (organisation: string, order: Order, reason: string, idempotency: string) =>
  call(() =>
    api.POST(`${base}/{order_id}/cancel`, {
      params: { path: { ...path(organisation), order_id: order.id }, header: { 'If-Match': order.etag, 'Idempotency-Key': idempotency } },
      body: { reason },
    }),
  )

/** What a step's form holds; each step sends its part of it. */
export type StepValues = { serial: string; tracking: string; expected_on: string; reason: string }

/** The steps of a line, in the order shown, and what each asks for. */
export const steps = {
  ship: { serial: true, tracking: true },
  hand_over: { serial: true },
  receive: {},
  delay: { expected_on: true, reason: true },
  fail: { reason: true },
  cancel: { reason: true },
} as const satisfies Record<string, { serial?: true; tracking?: true; expected_on?: true; reason?: true }>
export type Step = keyof typeof steps
export const isStep = (name: string): name is Step => name in steps

/** take makes a step of a line. */
export function take(organisation: string, line: OrderLine, step: Step, values: StepValues, idempotency: string): Promise<Order> {
  const params = {
    path: { ...path(organisation), order_id: line.order_id, line_id: line.id },
    header: { 'Idempotency-Key': idempotency },
  }
  const at = `${base}/{order_id}/lines/{line_id}` as const
  const { serial, tracking, expected_on, reason } = values
  const note = reason ? { reason } : {}
  switch (step) {
    case 'ship':
      return call(() => api.POST(`${at}/ship`, { params, body: { serial, ...(tracking ? { tracking } : {}) } }))
    case 'hand_over':
      return call(() => api.POST(`${at}/hand_over`, { params, body: { serial } }))
    case 'receive':
      return call(() => api.POST(`${at}/receive`, { params }))
    case 'delay':
      return call(() => api.POST(`${at}/delay`, { params, body: { expected_on, ...note } }))
    case 'fail':
      return call(() => api.POST(`${at}/fail`, { params, body: note }))
    case 'cancel':
      return call(() => api.POST(`${at}/cancel`, { params, body: note }))
  }
}
