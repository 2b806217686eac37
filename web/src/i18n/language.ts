import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'da' | 'en'

// The server's own pages read the same cookie, so that sign-in and client speak one language.
const cookie = 'lang'

function remembered(): Language {
  const chosen = document.cookie.split('; ').find((pair) => pair.startsWith(`${cookie}=`))
  if (chosen) return chosen.endsWith('=en') ? 'en' : 'da'
  const first = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => ['da', 'en', 'nb', 'nn', 'no', 'sv'].includes(tag))
  return first === 'en' ? 'en' : 'da'
}

export async function startLanguage() {
  await i18next
    .use(initReactI18next)
    .init({ lng: remembered(), fallbackLng: 'da', resources: {}, interpolation: { escapeValue: false }, returnNull: false })
  document.documentElement.lang = i18next.language
}

export async function speak(language: Language) {
  const secure = location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we serve
  document.cookie = `${cookie}=${language}; path=/; max-age=31536000; samesite=lax${secure}`
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

export const language = () => i18next.language as Language
