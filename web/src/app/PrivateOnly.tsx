import type { ReactNode } from 'react'
import { Outlet } from 'react-router'
import { signInAddress, useMe } from '../session/me'
import { Page } from '../ui/Page'
import { LoadedPage } from './LoadedPage'
import { useTexts } from './texts'

type Props = { title?: string; lead?: string; children?: ReactNode }

/** PrivateOnly shows its pages to who came by a private eID (C1, C4), and to others the way there. */
export function PrivateOnly({ title, lead, children }: Props) {
  const say = useTexts()
  const me = useMe()
  return (
    <LoadedPage query={me}>
      {(someone) =>
        someone?.person_id ? (
          (children ?? <Outlet />)
        ) : (
          <Page title={title ?? say('private_needed')} lead={lead ?? say('private_needed_why')}>
            {someone && <p>{say('private_needed_now', { name: someone.name })}</p>}
            <a className="button button-primary" href={signInAddress(undefined, { eid: true, fresh: Boolean(someone) })}>
              {say('private_sign_in')}
            </a>
          </Page>
        )
      }
    </LoadedPage>
  )
}
