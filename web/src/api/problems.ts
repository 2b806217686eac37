import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Problem } from './problem'

type Sentences = { codes: Record<string, string>; fields: Record<string, string> }

// The sentences of one language are loaded when first needed: they are a third of a page's weight.
const load = (language: string): Promise<Sentences> =>
  language === 'en' ? import('./problems.en.gen.json').then((m) => m.default) : import('./problems.da.gen.json').then((m) => m.default)

const own: Record<string, Record<string, string>> = {
  da: {
    key_cancelled: 'Det lykkedes ikke at bruge chippen eller passkeyen. Prøv igen, eller vælg en anden måde.',
    offline: 'Du er ikke forbundet til internettet. Det, du har skrevet, står her stadig. Prøv igen, når du er tilbage.',
    server_away: 'Hverv svarer ikke lige nu. Det, du har skrevet, står her stadig. Prøv igen om lidt.',
  },
  en: {
    key_cancelled: 'The chip or passkey could not be used. Try again, or choose another way.',
    offline: 'You are not connected to the internet. What you typed is still here. Try again when you are back.',
    server_away: 'Hverv does not answer just now. What you typed is still here. Try again in a moment.',
  },
}

/** useSentences gives the functions that say a problem, and a field's fault, in the user's language. */
export function useSentences() {
  const { i18n } = useTranslation()
  const language = i18n.language
  const { data } = useQuery({ queryKey: ['sentences', language], queryFn: () => load(language), staleTime: Number.POSITIVE_INFINITY })
  return {
    of: (problem: Problem) => own[language]?.[problem.code] ?? data?.codes[problem.code] ?? problem.detail,
    ofField: (field: Problem['fields'][number]) => data?.fields[field.code] ?? data?.codes[field.code] ?? field.detail,
  }
}
