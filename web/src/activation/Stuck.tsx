import type { Activation } from '../api/schema.gen'
import { day } from '../i18n/format'
import { Page } from '../ui/Page'
import { Contact } from './Contact'
import { useTexts } from './texts'

type Kind = 'no_link' | 'bad_link' | 'lapsed' | 'already' | 'mismatch'

/** Stuck is the page where an activation cannot go on: why, and what to do next. */
export function Stuck({ kind, activation }: { kind: Kind; activation?: Activation }) {
  const say = useTexts()
  const until = activation ? day(activation.activate_until) : ''
  return (
    <Page title={say(kind)} lead={say(`${kind}_why`, { organisation: activation?.organisation_name ?? '', until })}>
      {kind === 'mismatch' && (
        <a className="button button-primary" href="/signin/eid?fresh=1&return_to=/activate">
          {say('eid_again')}
        </a>
      )}
      {kind === 'already' && (
        <a className="button button-primary" href="/signin?return_to=/me">
          {say('sign_in')}
        </a>
      )}
      {activation && <Contact activation={activation} />}
    </Page>
  )
}
