import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, tagged } from '../api/client'
import type { Appointment, BookAppointment, ChangeIssuing, NewOffice, Office, Receipt, RecordProofing } from '../api/schema.gen'

const base = '/api/v1/organisations/{organisation_id}'
const key = (organisation: string, ...more: unknown[]) => ['office', organisation, ...more]
const here = (organisation: string) => ({ path: { organisation_id: organisation } })
const keyed = (idempotency: string) => ({ header: { 'Idempotency-Key': idempotency } })

/** useChangedOffice gives the function to call after something at the desk has changed. */
export function useChangedOffice(organisation: string) {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: key(organisation) })
}

/** useOffices reads the issuing offices, those out of use last. */
export function useOffices(organisation: string) {
  return useQuery({
    queryKey: key(organisation, 'offices'),
    queryFn: async () => (await call(() => api.GET(`${base}/offices`, { params: here(organisation) }))).data,
  })
}

export function saveOffice(organisation: string, known: Office | undefined, body: NewOffice, idempotency: string): Promise<Office> {
  if (!known) return call(() => api.POST(`${base}/offices`, { params: { ...here(organisation), ...keyed(idempotency) }, body }))
  const params = { path: { organisation_id: organisation, office_id: known.id }, header: { 'If-Match': known.etag } }
  return call(() => api.PUT(`${base}/offices/{office_id}`, { params, body }))
}

export const endOffice = (organisation: string, { id, etag }: Office, idempotency: string) => {
  const params = { path: { organisation_id: organisation, office_id: id }, header: { 'If-Match': etag, 'Idempotency-Key': idempotency } }
  return call(() => api.POST(`${base}/offices/{office_id}/end`, { params }))
}

const span = (organisation: string, office: string, from: string, days: number) => ({
  path: { organisation_id: organisation, office_id: office },
  query: { from, days },
})

/** useSlots reads the times of some days, and the days on which the office is closed. */
export function useSlots(organisation: string, office: string, from: string, days: number) {
  return useQuery({
    queryKey: key(organisation, 'slots', office, from, days),
    enabled: office !== '',
    queryFn: () => call(() => api.GET(`${base}/offices/{office_id}/slots`, { params: span(organisation, office, from, days) })),
  })
}

/** useAppointments reads who is expected at an office. */
export function useAppointments(organisation: string, office: string, from: string, days: number) {
  return useQuery({
    queryKey: key(organisation, 'appointments', office, from, days),
    enabled: office !== '',
    queryFn: async () =>
      (await call(() => api.GET(`${base}/offices/{office_id}/appointments`, { params: span(organisation, office, from, days) }))).data,
  })
}

const person = (organisation: string, employee: string) => ({ path: { organisation_id: organisation, employee_id: employee } })

/** useAppointmentsOf reads the times that somebody still has. */
export function useAppointmentsOf(organisation: string, employee: string) {
  return useQuery({
    queryKey: key(organisation, 'of', employee),
    queryFn: async () => (await call(() => api.GET(`${base}/employees/{employee_id}/appointments`, { params: person(organisation, employee) }))).data,
  })
}

export const bookAppointment = (organisation: string, body: BookAppointment, idempotency: string) =>
  call(() => api.POST(`${base}/appointments`, { params: { ...here(organisation), ...keyed(idempotency) }, body }))

export type AppointmentStep = 'attend' | 'miss' | 'cancel'

/** settleAppointment says what became of an appointment. */
export function settleAppointment(organisation: string, { id }: Appointment, step: AppointmentStep, idempotency: string): Promise<Appointment> {
  const params = { path: { organisation_id: organisation, appointment_id: id }, ...keyed(idempotency) }
  switch (step) {
    case 'attend':
      return call(() => api.POST(`${base}/appointments/{appointment_id}/attend`, { params }))
    case 'miss':
      return call(() => api.POST(`${base}/appointments/{appointment_id}/miss`, { params }))
    case 'cancel':
      return call(() => api.POST(`${base}/appointments/{appointment_id}/cancel`, { params }))
  }
}

export const moveAppointment = (organisation: string, { id }: Appointment, office_id: string, starts_at: string, idempotency: string) => {
  const params = { path: { organisation_id: organisation, appointment_id: id }, ...keyed(idempotency) }
  return call(() => api.POST(`${base}/appointments/{appointment_id}/move`, { params, body: { office_id, starts_at } }))
}

/** useProofings reads who has seen which document of somebody. */
export function useProofings(organisation: string, employee: string) {
  return useQuery({
    queryKey: key(organisation, 'proofings', employee),
    queryFn: async () => (await call(() => api.GET(`${base}/employees/{employee_id}/proofings`, { params: person(organisation, employee) }))).data,
  })
}

export const recordProofing = (organisation: string, employee: string, body: RecordProofing, idempotency: string) =>
  call(() => api.POST(`${base}/employees/{employee_id}/proofings`, { params: { ...person(organisation, employee), ...keyed(idempotency) }, body }))

const proofing = (organisation: string, id: string) => ({ path: { organisation_id: organisation, proofing_id: id } })

export const confirmProofing = (organisation: string, id: string, idempotency: string) =>
  call(() => api.POST(`${base}/proofings/{proofing_id}/confirm`, { params: { ...proofing(organisation, id), ...keyed(idempotency) } }))

export const declineProofing = (organisation: string, id: string, reason: string, idempotency: string) =>
  call(() =>
    api.POST(`${base}/proofings/{proofing_id}/decline`, { params: { ...proofing(organisation, id), ...keyed(idempotency) }, body: { reason } }),
  )

export const readPhoto = (organisation: string, id: string) =>
  call(() => api.GET(`${base}/proofings/{proofing_id}/photo`, { params: proofing(organisation, id) }))

/** useReceipts reads the receipts of what somebody was issued, the newest first. */
export function useReceipts(organisation: string, employee: string) {
  return useQuery({
    queryKey: key(organisation, 'receipts', employee),
    queryFn: async () => (await call(() => api.GET(`${base}/employees/{employee_id}/receipts`, { params: person(organisation, employee) }))).data,
  })
}

const receipt = (organisation: string, { id }: Receipt) => ({ path: { organisation_id: organisation, receipt_id: id } })

export const printReceipt = (organisation: string, which: Receipt): Promise<Blob> =>
  call(() =>
    api.POST(`${base}/receipts/{receipt_id}/print`, { params: receipt(organisation, which), parseAs: 'blob' }),
  ) as Promise<unknown> as Promise<Blob>

export const signReceipt = (organisation: string, which: Receipt, onPaper: boolean, idempotency: string): Promise<Receipt> => {
  const params = { ...receipt(organisation, which), ...keyed(idempotency) }
  if (onPaper) return call(() => api.POST(`${base}/receipts/{receipt_id}/sign_on_paper`, { params }))
  return call(() => api.POST(`${base}/receipts/{receipt_id}/sign`, { params }))
}

/** useIssuing reads how the organisation issues. */
export function useIssuing(organisation: string) {
  return useQuery({
    queryKey: key(organisation, 'issuing'),
    queryFn: () => tagged(() => api.GET(`${base}/issuing`, { params: here(organisation) })),
  })
}

export const changeIssuing = (organisation: string, body: ChangeIssuing, etag: string) =>
  call(() => api.PUT(`${base}/issuing`, { params: { ...here(organisation), header: { 'If-Match': etag } }, body }))
