import { lazy, Suspense } from 'react'
import { Link, useParams } from 'react-router'
import { LoadedPage } from '../../app/LoadedPage'
import { useOrganisation } from '../../session/me'
import { Loading } from '../../ui/Loaded'
import { Page } from '../../ui/Page'
import { useEmployee } from '../api'
import { useAnchor } from './anchor'
import { Employments } from './Employments'
import { Head } from './Head'
import { useTexts } from './texts'
import './profile.css'

// What hangs on somebody comes after who they are.
const SignIn = lazy(async () => ({ default: (await import('./SignIn')).SignIn }))
const Access = lazy(async () => ({ default: (await import('./Access')).Access }))

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
            <Suspense fallback={<Loading />}>
              {data.actions.includes('read_identities') && <SignIn whose={whose} employee={data} />}
              <Access whose={whose} employee={data} />
            </Suspense>
          </Page>
        )
      }}
    </LoadedPage>
  )
}
