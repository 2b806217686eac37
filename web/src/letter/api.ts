import { useQueryClient } from '@tanstack/react-query'
import { api, call } from '../api/client'
import type { Letter, operations } from '../api/schema.gen'
import { useList } from '../ui/list'

const base = '/api/v1/organisations/{organisation_id}/letters'
export type LetterState = NonNullable<NonNullable<operations['listLetters']['parameters']['query']>['state']>

export function useLetters(organisation: string, state?: LetterState) {
  return useList<Letter>(['letters', organisation, state], (after) => {
    const query = { limit: 50, ...(state ? { state } : {}), ...(after ? { after } : {}) }
    return call(() => api.GET(base, { params: { path: { organisation_id: organisation }, query } }))
  })
}

/** useChangedLetters gives the function to call after a letter has gone on. */
export function useChangedLetters(organisation: string) {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['letters', organisation] })
}

const params = (organisation: string, letter: string, key: string) => ({
  path: { organisation_id: organisation, letter_id: letter },
  header: { 'Idempotency-Key': key },
})

/** printLetter takes a letter to the printer and gives its sheet, which nobody is given twice (U15). */
export const printLetter = (organisation: string, letter: string, key: string): Promise<Blob> =>
  call(() =>
    api.POST(`${base}/{letter_id}/print`, { params: params(organisation, letter, key), parseAs: 'blob' }),
  ) as Promise<unknown> as Promise<Blob>

export const confirmLetter = (organisation: string, letter: string, key: string) =>
  call(() => api.POST(`${base}/{letter_id}/confirm`, { params: params(organisation, letter, key) }))

export const failLetter = (organisation: string, letter: string, reason: string, key: string) =>
  call(() => api.POST(`${base}/{letter_id}/fail`, { params: params(organisation, letter, key), body: { reason } }))
