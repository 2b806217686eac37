import { useTranslation } from 'react-i18next'
import type { Terms } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { Form } from '../ui/Form'
import { CheckField } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { type Read, useChange, useTerms } from './api'
import type { StepProps } from './Draft'
import { useDraftTexts } from './draftTexts'

/** TermsStep shows the terms of today in the reader's language and takes their acceptance, by their hash (C3). */
export function TermsStep(props: StepProps) {
  const query = useTerms()
  return <Loaded query={query}>{(terms) => <Accept {...props} terms={terms} reread={query.refetch} />}</Loaded>
}

function Accept({ read, again, next, terms, reread }: StepProps & { terms: Terms; reread: () => Promise<unknown> }) {
  const say = useDraftTexts()
  const { i18n } = useTranslation()
  const change = useChange(read.data.id)
  const accepted = read.data.terms
  const [title, ...rest] = (terms.texts[i18n.language] ?? terms.texts.da ?? '').split('\n')

  async function accept(): Promise<Read> {
    try {
      return await change({ terms_hash: terms.hash }, read.etag)
    } catch (refused) {
      await reread() // they may be other terms by now
      throw refused
    }
  }
  return (
    <>
      <h3 className="h4">{title}</h3>
      <p>{say('terms_title', { version: terms.version })}</p>
      <div className="terms">{rest.join('\n').trim()}</div>
      {accepted?.hash === terms.hash ? (
        <>
          <p>{say('accepted', { version: accepted.version, at: instant(accepted.accepted_at) })}</p>
          <button type="button" className="button button-primary" onClick={() => void next()}>
            {say('next')}
          </button>
        </>
      ) : (
        <Form<{ terms_hash: boolean }, Read> defaults={{ terms_hash: false }} submit={say('next')} send={accept} done={next} reload={again}>
          <CheckField name="terms_hash" label={say('accept')} required />
        </Form>
      )}
    </>
  )
}
