import { useState } from 'react'
import { Outlet, ScrollRestoration, useLocation } from 'react-router'
import { useMe } from '../session/me'
import { SessionWatch } from '../session/SessionWatch'
import { SignInAgain } from '../session/SignInAgain'
import { Support } from '../ui/Support'
import { Header } from './Header'
import { Menu } from './Menu'
import { useTexts } from './texts'

/** Frame stands around every page: who is signed in and for whom, the menu, and at the foot whom to call. */
export function Frame() {
  const say = useTexts()
  const me = useMe().data
  const { pathname } = useLocation()
  const [menuAt, setMenuAt] = useState<string>()
  const open = menuAt === pathname // going somewhere closes the menu
  return (
    <>
      <a className="skipnav" href="#main">
        {say('skip')}
      </a>
      <Header menuOpen={open} onMenu={() => setMenuAt(open ? undefined : pathname)} />
      <div className={`frame container${me ? ' with-menu' : ''}`}>
        {me && <Menu open={open} />}
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <footer className="container">
        <Support />
      </footer>
      <SessionWatch />
      <SignInAgain />
      <ScrollRestoration />
    </>
  )
}
