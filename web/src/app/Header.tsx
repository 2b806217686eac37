import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { speak } from '../i18n/language'
import { signInAddress, useMe } from '../session/me'
import { Switcher } from './Switcher'
import { useTexts } from './texts'

export function Header({ menuOpen, onMenu }: { menuOpen: boolean; onMenu: () => void }) {
  const say = useTexts()
  const me = useMe().data
  const { i18n } = useTranslation()
  const other = i18n.language === 'en' ? 'da' : 'en'
  return (
    <header className="top">
      <div className="container">
        <Link to="/" className="brand">
          {say('product')}
        </Link>
        {me && <Switcher me={me} />}
        <div className="top-tools">
          <button type="button" className="function-link" lang={other} onClick={() => void speak(other)}>
            {say('other_language')}
          </button>
          {me === null && <a href={signInAddress()}>{say('sign_in')}</a>}
          {me && (
            <>
              <span className="user">
                <span className="sr-only">{say('signed_in_as', { name: '' })}</span>
                {me.name}
              </span>
              <form method="post" action="/signout">
                <button type="submit" className="function-link">
                  {say('sign_out')}
                </button>
              </form>
              <button type="button" className="button button-secondary menu-button" aria-expanded={menuOpen} aria-controls="menu" onClick={onMenu}>
                {say('menu')}
              </button>
            </>
          )}
        </div>
      </div>
    </header>
  )
}
