import { language } from '../i18n/language'

/** kroner writes an amount of øre: 33,50 kr. */
export function kroner(oere: number): string {
  const amount = new Intl.NumberFormat(language() === 'en' ? 'en-GB' : 'da-DK', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    oere / 100,
  )
  return `${amount}\u00a0kr.`
}
