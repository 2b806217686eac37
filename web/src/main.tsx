import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { startLanguage } from './i18n/language'
import './style.css'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no place for the client')
await startLanguage()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
