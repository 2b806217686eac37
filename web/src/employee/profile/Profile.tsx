import { lazy, Suspense, useEffect } from 'react'
import { Link, useLocation, useParams } from 'react-router'
import { LoadedPage } from '../../app/LoadedPage'
import { useOrganisation } from '../../session/me'
import { Page } from '../../ui/Page'
import { useEmployee } from '../api'
import { Employments } from './Employments'
import { Head } from './Head'
import { History } from './History'
import { Rights } from './Rights'
import { Roles } from './Roles'
import { Sessions } from './Sessions'
import { useTexts } from './texts'
import './profile.css'

// All that can be done about signing in, and its words, come beside the page.
const SignIn = lazy(() => import('./SignIn'))

/** Profile is the page of one employee: who it is, how they stand, and all that hangs on them. */
export default function Profile() {
  const say = useTexts()
  const whose = { organisation: useOrganisation(), employee: useParams().employee ?? '' }
  const query = useEmployee(whose.organisation, whose.employee)
  useAnchor(query.isSuccess)
  return (
    <LoadedPage query={query}>
      {({ data, etag }) => {
        const edit = data.actions.includes('change') && (
          <Link className="button button-secondary" to="edit">
            {say('edit')}
          </Link>
        )
        return (
          <Page title={`${data.given_name} ${data.family_name}`} lead={data.title} actions={edit}>
            <Head whose={whose} employee={data} etag={etag} />
            <Employments whose={whose} employee={data} />
            <Suspense>{data.actions.includes('read_identities') && <SignIn whose={whose} employee={data} />}</Suspense>
            {data.actions.includes('read_rights') && <Rights whose={whose} ended={data.status === 'ended' || data.status === 'without_employment'} />}
            {data.actions.includes('read_roles') && <Roles whose={whose} />}
            {data.actions.includes('read_sessions') && <Sessions whose={whose} />}
            {data.actions.includes('read_events') && <History whose={whose} />}
          </Page>
        )
      }}
    </LoadedPage>
  )
}

// useAnchor goes to the section that the address names, once it is there.
function useAnchor(there: boolean) {
  const { hash } = useLocation()
  useEffect(() => {
    if (there && hash) document.getElementById(hash.slice(1))?.scrollIntoView()
  }, [there, hash])
}
