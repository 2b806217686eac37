import { Outlet, useParams } from 'react-router'
import type { Me } from '../api/schema.gen'
import { useMe } from '../session/me'
import { useSwitch } from '../session/switch'
import { Page } from '../ui/Page'
import { Trouble } from '../ui/Trouble'
import { LoadedPage } from './LoadedPage'
import { Stop } from './Stop'
import { useTexts } from './texts'

/** InOrganisation shows an organisation's pages to whoever acts for it now. Others may be able to change to it (A6). */
export function InOrganisation() {
  const me = useMe()
  return <LoadedPage query={me}>{(someone) => (someone ? <Chosen me={someone} /> : <Stop kind="signed_out" />)}</LoadedPage>
}

function Chosen({ me }: { me: Me }) {
  const { organisation } = useParams()
  const say = useTexts()
  const { act, pending, problem } = useSwitch()
  if (me.organisation?.id === organisation) return <Outlet />
  const other = me.organisations.find(({ id }) => id === organisation)
  if (!other) return <Stop kind="not_found" />
  const why = me.organisation ? say('other_organisation_why', { current: me.organisation.name }) : say('other_organisation_none')
  return (
    <Page title={say('other_organisation', { name: other.name })} lead={why}>
      {problem && <Trouble error={problem} />}
      <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void act(other.id)}>
        {say('switch_go', { name: other.name })}
      </button>
    </Page>
  )
}
