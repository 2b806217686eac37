import { nameOf } from '../ui/pointer'

/** The steps of a draft, in their order. */
export const steps = ['company', 'people', 'terms', 'summary'] as const
export type StepName = (typeof steps)[number]

/** stepOf says in which step a missing thing is given. */
export function stepOf(pointer: string): StepName {
  if (pointer === '/cvr') return 'company'
  return pointer === '/terms_hash' ? 'terms' : 'people'
}

/** fieldOf names the form field of what is missing: of an empty list that of its first person. */
export function fieldOf(pointer: string): string {
  const first: Record<string, string> = { '/representatives': '/representatives/0/name', '/administrators': '/administrators/0/given_name' }
  return nameOf(first[pointer] ?? pointer)
}

/** inOrder sorts what is missing as the steps ask for it. */
export const inOrder = (missing: string[]) => missing.toSorted((a, b) => steps.indexOf(stepOf(a)) - steps.indexOf(stepOf(b)))

/** resumeAt is where somebody goes on: at the first step that lacks something. */
export function resumeAt(missing: string[]): StepName {
  return steps.find((step) => missing.some((pointer) => stepOf(pointer) === step)) ?? 'summary'
}

export const isStep = (word: string | null): word is StepName => steps.some((step) => step === word)

type Word = 'cvr' | 'contact_email' | 'terms_hash' | 'representatives' | 'administrators' | 'name' | 'given_name' | 'family_name' | 'email' | 'cpr'

/** inWords splits a pointer into who it is about and which word says what: /administrators/1/cpr is administrator 2's CPR number. */
export function inWords(pointer: string): { who?: 'representative' | 'administrator'; place: number; what: Word } {
  const [list = '', place, what] = pointer.split('/').slice(1)
  if (place === undefined) return { place: 0, what: list as Word }
  return { who: list === 'administrators' ? 'administrator' : 'representative', place: Number(place) + 1, what: what as Word }
}
