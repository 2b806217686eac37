import { Navigate } from 'react-router'
import { useMe } from '../session/me'
import { LoadedPage } from './LoadedPage'
import { Welcome } from './Welcome'

/** Home leads everybody to where they work: an administrator to the organisation, an employee to the own page. */
export function Home() {
  const me = useMe()
  return (
    <LoadedPage query={me}>
      {(someone) => {
        if (!someone) return <Welcome />
        if (!someone.organisation) return <Navigate to="/connections" replace />
        return <Navigate to={someone.roles.length > 0 ? `/organisations/${someone.organisation.id}` : '/me'} replace />
      }}
    </LoadedPage>
  )
}
