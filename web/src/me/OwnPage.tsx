import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Me } from '../api/schema.gen'
import { useMe } from '../session/me'
import { useSwitch } from '../session/switch'
import { Page } from '../ui/Page'
import { Trouble } from '../ui/Trouble'
import { useTexts } from './texts'

type Here = { me: Me; organisation: { id: string; name: string; employee_id: string } }
type Props = { title: string; lead?: (here: Here) => ReactNode; back?: boolean; children: (here: Here) => ReactNode }

/** OwnPage is a page about the reader in the organisation that was chosen; before one is, it offers them. */
export function OwnPage({ title, lead, back, children }: Props) {
  const say = useTexts()
  const me = useMe().data
  if (!me) return null
  const { organisation } = me
  if (!organisation) {
    return (
      <Page title={title} lead={say('lead_alone')}>
        <Choose me={me} />
      </Page>
    )
  }
  const here = { me, organisation }
  return (
    <Page title={title} lead={lead?.(here)}>
      {children(here)}
      {back && (
        <p className="own-back">
          <Link to="/me">{say('back')}</Link>
        </p>
      )}
    </Page>
  )
}

function Choose({ me }: { me: Me }) {
  const say = useTexts()
  const { act, pending, problem } = useSwitch()
  if (me.organisations.length === 0) return <p>{say('choose_none')}</p>
  return (
    <section aria-labelledby="choose">
      <h2 id="choose" className="h4">
        {say('choose')}
      </h2>
      {problem && <Trouble error={problem} />}
      <ul className="nobullet-list">
        {me.organisations.map(({ id, name }) => (
          <li key={id}>
            <button type="button" className="button button-secondary" aria-busy={pending} onClick={() => void act(id)}>
              {say('choose_go', { name })}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
