import createClient from 'openapi-fetch'
import { Problem } from './problem'
import type { paths } from './schema.gen'

/** The API, typed by its document. Use it inside `call`, which turns refusals into thrown problems. */
export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })

// When the server last answered: each call keeps the session from falling idle.
let heard = 0
api.use({
  onResponse({ response }) {
    if (response.ok) heard = Date.now()
  },
})
export const lastHeard = () => heard

type Answer<T> = { data?: T; error?: unknown; response: Response }
export type Again = 'signed_out' | 'too_old'

// Who can have the user sign in again, beside what is on the page, registers here (session/SignInAgain).
let signInAgain: ((why: Again) => Promise<boolean>) | undefined
export function onSignInNeeded(ask: typeof signInAgain) {
  signInAgain = ask
}

/**
 * call makes a request and gives its data. When the session has ended, or is too old for what is asked,
 * the user may sign in again in another tab and the request is made once more: nothing typed is lost (W5).
 */
export async function call<T>(request: () => Promise<Answer<T>>): Promise<T> {
  return (await tagged(request)).data
}

/** tagged is `call` for what two people may edit: it gives the ETag too. */
export async function tagged<T>(request: () => Promise<Answer<T>>): Promise<{ data: T; etag: string }> {
  let answer = await attempt(request)
  const why = answer.response.status === 401 ? 'signed_out' : codeOf(answer.error) === 'step_up_required' ? 'too_old' : undefined
  if (why && signInAgain && (await signInAgain(why))) answer = await attempt(request)
  if (!answer.response.ok) throw asProblem(answer)
  return { data: answer.data as T, etag: answer.response.headers.get('ETag') ?? '' }
}

/** quietly is `call` for a question that must not make anybody sign in: "is somebody signed in at all?" */
export async function quietly<T>(request: () => Promise<Answer<T>>): Promise<T> {
  const answer = await attempt(request)
  if (!answer.response.ok) throw asProblem(answer)
  return answer.data as T
}

async function attempt<T>(request: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await request()
  } catch {
    throw new Problem({ status: 0, code: navigator.onLine ? 'server_away' : 'offline' })
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}

function asProblem({ error, response }: Answer<unknown>): Problem {
  const code = codeOf(error)
  if (code) return new Problem({ ...(error as object), status: response.status, code })
  return new Problem({ status: response.status, code: response.status >= 502 && response.status <= 504 ? 'server_away' : 'internal' })
}

/** newKey is an Idempotency-Key: one for each thing that somebody wants done, also when it is sent twice. */
export const newKey = () => crypto.randomUUID()
