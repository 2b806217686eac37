import { texts } from '../i18n/texts'

const useTexts = texts('browser', {
  da: { on: '{{browser}} på {{system}}', unknown: 'Ukendt program' },
  en: { on: '{{browser}} on {{system}}', unknown: 'Unknown program' },
})

const browsers: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]

const first = (table: [RegExp, string][], text: string) => table.find(([pattern]) => pattern.test(text))?.[1]

/** browserOf names browser and system of a User-Agent header, as far as people would know them. */
export function browserOf(userAgent: string): { browser?: string | undefined; system?: string | undefined } {
  return { browser: first(browsers, userAgent), system: first(systems, userAgent) }
}

/** useBrowser gives the function that says what a session runs in: Firefox on Windows. A program of another kind is shown as it calls itself. */
export function useBrowser() {
  const say = useTexts()
  return (userAgent: string): string => {
    const { browser, system } = browserOf(userAgent)
    return browser && system ? say('on', { browser, system }) : browser || system || userAgent || say('unknown')
  }
}
