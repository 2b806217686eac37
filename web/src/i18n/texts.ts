import i18next from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

type Base<K> = K extends `${infer B}_one` ? B : K extends `${infer _}_other` ? never : K
type Values = Record<string, string | number>
export type Say<K extends string> = (key: K, values?: Values) => string

/** All texts of the client by feature, for the test that compares the languages. */
export const everything: Record<string, { da: Record<string, string>; en: Record<string, string> }> = {}

/**
 * texts declares the texts of one feature and gives the hook that says them. English must have the
 * same keys as Danish, so a missing translation does not compile. A key with _one and _other takes `count`, so no other
 * key may end like that.
 */
export function texts<T extends Record<string, string>>(feature: string, both: { da: T; en: { [K in keyof T]: string } }) {
  everything[feature] = both
  i18next.on('initialized', () => add(feature, both))
  if (i18next.isInitialized) add(feature, both)
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each feature, when its file is loaded
  return function useTexts(): Say<Base<keyof T & string> & string> {
    const { t } = useTranslation(feature)
    return useCallback((key, values) => t(key, values ?? {}), [t])
  }
}

function add(feature: string, both: { da: object; en: object }) {
  i18next.addResourceBundle('da', feature, both.da)
  i18next.addResourceBundle('en', feature, both.en)
}
