import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '../api/client'
import { useTexts } from './texts'

/** TermsText lets the terms be read, as long as those that were accepted are those of today. */
export function TermsText({ version }: { version: string }) {
  const say = useTexts()
  const { i18n } = useTranslation()
  const terms = useQuery({ queryKey: ['terms'], queryFn: () => call(() => api.GET('/api/v1/terms')), staleTime: 60_000 }).data
  if (terms?.version !== version) return null
  return (
    <details>
      <summary>{say('terms_read')}</summary>
      <div className="terms-text">{terms.texts[i18n.language] ?? terms.texts.da}</div>
    </details>
  )
}
