import type { Authenticator, Identity } from '../../api/schema.gen'
import { day, daysUntil } from '../../i18n/format'
import { useSignInTexts } from './signInTexts'

/** useIdentityState says the state of an identity in words. */
export function useIdentityState() {
  const say = useSignInTexts()
  return ({ state, activate_until }: Pick<Identity, 'state'> & { activate_until?: string | undefined }): string => {
    if (state === 'pending' && activate_until) return say('state_pending', { count: daysUntil(activate_until) })
    if (state === 'lapsed' && activate_until) return say('state_lapsed', { day: day(activate_until) })
    if (state === 'active' || state === 'withdrawn' || state === 'revoked') return say(`state_${state}`)
    return state
  }
}

/** The states of an authenticator, in the order of a life (U7). */
export const authenticatorStates = [
  ...(['ordered', 'shipped', 'delivered', 'pending_activation', 'active', 'suspended'] as const),
  ...(['blocked', 'lost', 'expired', 'revoked', 'returned', 'destroyed'] as const),
]
const kinds = ['app', 'code_display', 'chip'] as const

/** useAuthenticatorWords says kind and state of an authenticator in words; what is not known, as it comes. */
export function useAuthenticatorWords() {
  const say = useSignInTexts()
  return ({ kind, state, spare, label, method }: Pick<Authenticator, 'kind' | 'state' | 'spare' | 'label' | 'method'>) => {
    const [knownKind, knownState] = [kinds.find((known) => known === kind), authenticatorStates.find((known) => known === state)]
    const what = knownKind ? say(knownKind === 'app' && method === 'webauthn' ? 'passkey' : knownKind) : kind
    return { name: label ? `${what} (${label})` : what, state: knownState ? say(`a_${knownState}`) : state, spare: spare ? say('spare') : '' }
  }
}

/** toneOf is the colour of an authenticator's state; the word says it. */
export const toneOf = (authenticator: Pick<Authenticator, 'state'>) =>
  authenticator.state === 'active' ? 'good' : isOver(authenticator) ? 'plain' : authenticator.state === 'blocked' ? 'bad' : 'waiting'

/** An authenticator that can never come to use again. */
export const isOver = ({ state }: Pick<Authenticator, 'state'>) => ['lost', 'expired', 'revoked', 'returned', 'destroyed'].includes(state)
