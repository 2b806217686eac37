import { texts } from '../i18n/texts'

export const states = ['draft', 'submitted', 'accepted', 'back_ordered', 'shipped', 'delivered', 'cancelled', 'failed'] as const

const useTexts = texts('order-words', {
  da: {
    draft: 'Kladde',
    submitted: 'Bestilt',
    accepted: 'Bekræftet',
    back_ordered: 'I restordre',
    shipped: 'Sendt',
    delivered: 'Leveret',
    cancelled: 'Annulleret',
    failed: 'Kan ikke leveres',
    name: 'navnet',
    title: 'stillingen',
    unit: 'afdelingen',
    photo: 'billedet',
  },
  en: {
    draft: 'Draft',
    submitted: 'Ordered',
    accepted: 'Confirmed',
    back_ordered: 'On back-order',
    shipped: 'Sent',
    delivered: 'Delivered',
    cancelled: 'Cancelled',
    failed: 'Cannot be delivered',
    name: 'the name',
    title: 'the title',
    unit: 'the unit',
    photo: 'the photo',
  },
})

export const wrongs = ['name', 'title', 'unit', 'photo'] as const

/** useStates names the states of orders, and what can be wrong on a card. A code of tomorrow is shown as it comes. */
export function useStates() {
  const say = useTexts()
  return (code: string) => {
    const known = [...states, ...wrongs].find((one) => one === code)
    return known ? say(known) : code
  }
}

/** toneOf is the colour of a state; the word says it. */
export function toneOf(state: string): 'plain' | 'good' | 'waiting' | 'bad' {
  if (state === 'delivered') return 'good'
  if (state === 'back_ordered' || state === 'failed') return 'bad'
  if (state === 'draft' || state === 'cancelled') return 'plain'
  return 'waiting'
}
