import { createBrowserRouter, type RouteObject } from 'react-router'
import { Crash } from './Crash'
import { Frame } from './Frame'
import { Home } from './Home'
import { InOrganisation } from './InOrganisation'
import { PrivateOnly } from './PrivateOnly'
import { SignedInOnly } from './SignedInOnly'
import { Stop } from './Stop'

/** page loads one page's code when somebody goes there. */
export const page = (load: () => Promise<{ default: React.ComponentType }>): Pick<RouteObject, 'lazy'> => ({
  lazy: async () => ({ Component: (await load()).default }),
})

/** Each feature adds its pages here: open to all, for whoever is signed in, or within an organisation. */
const open: RouteObject[] = [
  { path: 'connections/new', ...page(() => import('../connection/New')) },
  { path: 'approvals/:approval', ...page(() => import('../approval/ApprovalPage')) },
  { path: 'activate', ...page(() => import('../activation/Activate')) },
  { path: 'me/ended', ...page(() => import('../me/Ended')) },
  { path: 'stopped', ...page(() => import('../organisation/Stopped')) },
  { path: 'signed-in', ...page(() => import('../session/SignedIn')) },
]

/** For who came by a private eID, acting for nobody but themselves. */
const own: RouteObject[] = [
  { path: 'connections', ...page(() => import('../connection/Connections')) },
  { path: 'connections/:connection', ...page(() => import('../connection/Request')) },
  { path: 'approvals', ...page(() => import('../approval/Approvals')) },
]

const person: RouteObject[] = [
  { path: 'operator/organisations', ...page(() => import('../organisation/Organisations')) },
  { path: 'operator/cases', ...page(() => import('../connection/Cases')) },
  { path: 'operator/cases/:connection', ...page(() => import('../connection/Case')) },
  { path: 'me', ...page(() => import('../me/Me')) },
  { path: 'me/rights', ...page(() => import('../me/Rights')) },
  { path: 'me/roles', ...page(() => import('../me/OwnRoles')) },
  { path: 'me/appointments', ...page(() => import('../office/Own')) },
  { path: 'me/events', ...page(() => import('../me/OwnEvents')) },
  { path: 'me/sessions', ...page(() => import('../me/Sessions')) },
  { path: 'me/app', ...page(() => import('../me/AddApp')) },
  { path: 'me/key', ...page(() => import('../me/Key')) },
  { path: 'me/code-display', ...page(() => import('../me/CodeDisplay')) },
  { path: 'me/password', ...page(() => import('../me/Password')) },
  { path: 'me/consent', ...page(() => import('../me/Consent')) },
  { path: 'me/block', ...page(() => import('../me/BlockMyself')) },
]

const organisation: RouteObject[] = [
  { index: true, ...page(() => import('../organisation/Overview')) },
  { path: 'administrators', ...page(() => import('../role/Administrators')) },
  { path: 'administrators/new', ...page(() => import('../role/New')) },
  { path: 'settings', ...page(() => import('../organisation/Settings')) },
  { path: 'settings/categories', ...page(() => import('../organisation/Categories')) },
  { path: 'settings/suspend', ...page(() => import('../organisation/Suspend')) },
  { path: 'settings/close', ...page(() => import('../organisation/Close')) },
  { path: 'units', ...page(() => import('../organisation/Units')) },
  { path: 'stock', ...page(() => import('../stock/Overview')) },
  { path: 'stock/devices', ...page(() => import('../stock/Devices')) },
  { path: 'stock/devices/:device', ...page(() => import('../stock/DevicePage')) },
  { path: 'stock/returns', ...page(() => import('../stock/Returns')) },
  { path: 'stock/hand-overs', ...page(() => import('../stock/HandOvers')) },
  { path: 'stock/locations/:location/count', ...page(() => import('../stock/Count')) },
  { path: 'stock/import', ...page(() => import('../stock/Import')) },
  { path: 'stock/imports/:import', ...page(() => import('../stock/Report')) },
  { path: 'loans', ...page(() => import('../loan/Loans')) },
  { path: 'loans/pools', ...page(() => import('../loan/Pools')) },
  { path: 'orders', ...page(() => import('../order/Orders')) },
  { path: 'orders/new', ...page(() => import('../order/New')) },
  { path: 'orders/correct', ...page(() => import('../order/Correct')) },
  { path: 'orders/queue', ...page(() => import('../order/Queue')) },
  { path: 'orders/:order', ...page(() => import('../order/OrderPage')) },
  { path: 'letters', ...page(() => import('../letter/Letters')) },
  { path: 'office', ...page(() => import('../office/Overview')) },
  { path: 'office/settings', ...page(() => import('../office/Settings')) },
  { path: 'office/desk/:employee', ...page(() => import('../office/Desk')) },
  { path: 'events', ...page(() => import('../organisation/Log')) },
  { path: 'notifications', ...page(() => import('../notification/Notifications')) },
  { path: 'employees', ...page(() => import('../employee/Employees')) },
  { path: 'employees/new', ...page(() => import('../employee/New')) },
  { path: 'employees/:employee/edit', ...page(() => import('../employee/Edit')) },
  { path: 'employees/:employee', ...page(() => import('../employee/profile/Profile')) },
  { path: 'employees/:employee/terminate', ...page(() => import('../employee/profile/Terminate')) },
  { path: 'authenticators', ...page(() => import('../overview/Overview')) },
  { path: 'rights', ...page(() => import('../right/Assignments')) },
  { path: 'rights/assign', ...page(() => import('../right/Assign')) },
  { path: 'rights/bundles', ...page(() => import('../right/Bundles')) },
  { path: 'rights/bundles/new', ...page(() => import('../right/NewBundle')) },
  { path: 'rights/bundles/:bundle', ...page(() => import('../right/Bundle')) },
  { path: 'rights/held', ...page(() => import('../right/Held')) },
]

export const router = createBrowserRouter([
  {
    element: <Frame />,
    errorElement: <Crash />,
    children: [
      {
        errorElement: <Crash inside />,
        children: [
          { index: true, element: <Home /> },
          ...open,
          { element: <PrivateOnly />, children: own },
          { element: <SignedInOnly />, children: person },
          { path: 'organisations/:organisation', element: <InOrganisation />, children: organisation },
          { path: '*', element: <Stop kind="not_found" /> },
        ],
      },
    ],
  },
])
