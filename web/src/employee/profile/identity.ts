import type { Authenticator, Identity } from '../../api/schema.gen'
import { day, daysUntil } from '../../i18n/format'
import { useSignInTexts } from './signInTexts'

/** useIdentityState says the state of an identity in words. */
export function useIdentityState() {
  const say = useSignInTexts()
  return ({ state, activate_until }: Identity): string => {
    if (state === 'pending') return say('state_pending', { count: daysUntil(activate_until) })
    if (state === 'lapsed') return say('state_lapsed', { day: day(activate_until) })
    if (state === 'active' || state === 'withdrawn' || state === 'revoked') return say(`state_${state}`)
    return state
  }
}

const states = [
  ...(['ordered', 'shipped', 'delivered', 'pending_activation', 'active', 'suspended'] as const),
  ...(['blocked', 'lost', 'expired', 'revoked', 'returned', 'destroyed'] as const),
]
const kinds = ['app', 'code_display', 'chip'] as const

/** useAuthenticatorWords says kind and state of an authenticator in words; what is not known, as it comes. */
export function useAuthenticatorWords() {
  const say = useSignInTexts()
  return ({ kind, state, spare, label, method }: Pick<Authenticator, 'kind' | 'state' | 'spare' | 'label' | 'method'>) => {
    const [knownKind, knownState] = [kinds.find((known) => known === kind), states.find((known) => known === state)]
    const what = knownKind ? say(knownKind === 'app' && method === 'webauthn' ? 'passkey' : knownKind) : kind
    return { name: label ? `${what} (${label})` : what, state: knownState ? say(`a_${knownState}`) : state, spare: spare ? say('spare') : '' }
  }
}

/** An authenticator that can never come to use again. */
export const isOver = ({ state }: Pick<Authenticator, 'state'>) => ['lost', 'expired', 'revoked', 'returned', 'destroyed'].includes(state)
