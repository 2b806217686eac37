import { Outlet } from 'react-router'
import { useMe } from '../session/me'
import { LoadedPage } from './LoadedPage'
import { Stop } from './Stop'

/** SignedInOnly shows its pages to whoever is signed in, and the way to the sign-in to others. */
export function SignedInOnly() {
  const me = useMe()
  return <LoadedPage query={me}>{(someone) => (someone ? <Outlet /> : <Stop kind="signed_out" />)}</LoadedPage>
}
