import { startLanguage } from './i18n/language'

await startLanguage()
