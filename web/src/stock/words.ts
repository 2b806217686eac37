import { texts } from '../i18n/texts'

export const kinds = ['code_display', 'audio_reader', 'chip'] as const
export const states = ['in_stock', 'offered', 'issued', 'on_loan', 'found', 'returned', 'lost', 'written_off', 'destroyed'] as const

const useTexts = texts('stock-words', {
  da: {
    code_display: 'Kodeviser',
    audio_reader: 'Kodeviser med oplæsning',
    chip: 'Chip',
    in_stock: 'På lager',
    offered: 'Under overdragelse',
    issued: 'Udleveret',
    on_loan: 'Udlånt',
    found: 'Fundet',
    returned: 'Afleveret',
    lost: 'Tabt',
    written_off: 'Afskrevet',
    destroyed: 'Destrueret',
  },
  en: {
    code_display: 'Code display',
    audio_reader: 'Code display that reads aloud',
    chip: 'Chip',
    in_stock: 'In stock',
    offered: 'Being handed over',
    issued: 'Handed out',
    on_loan: 'On loan',
    found: 'Found',
    returned: 'Returned',
    lost: 'Lost',
    written_off: 'Written off',
    destroyed: 'Destroyed',
  },
})

/** useWords names kinds and states of devices. A code of tomorrow is shown as it comes. */
export function useWords() {
  const say = useTexts()
  return (code: string) => {
    const known = [...kinds, ...states].find((one) => one === code)
    return known ? say(known) : code
  }
}
