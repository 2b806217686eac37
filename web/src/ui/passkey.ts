import { Problem } from '../api/problem'

/** ableToKey says whether this browser can register chips and passkeys (Web Authentication Level 3). */
export const ableToKey = () => 'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential

/** makeKey has the browser ask for a chip or passkey, and gives its answer to the server's options. */
export async function makeKey(options: object): Promise<Record<string, unknown>> {
  if (!isCreation(options)) throw new Problem({ status: 400, code: 'key_refused' })
  try {
    const made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    if (made instanceof PublicKeyCredential) return { ...made.toJSON() }
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'InvalidStateError') throw new Problem({ status: 409, code: 'key_taken' })
  }
  throw new Problem({ status: 400, code: 'key_cancelled' }) // cancelled, timed out, or no device that will do
}

const isCreation = (options: object): options is PublicKeyCredentialCreationOptionsJSON => 'challenge' in options && 'user' in options
