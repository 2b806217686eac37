import type { Problem as Body } from './schema.gen'

/** What the server, or the way to it, said no to. Everything that fails in the client is one of these. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  /** The request id, for support. */
  readonly instance: string | undefined
  readonly fields: { pointer: string; code: string; detail: string }[]

  constructor(body: Partial<Body> & { status: number; code: string }) {
    super(body.code)
    this.status = body.status
    this.code = body.code
    this.detail = body.detail ?? ''
    this.instance = body.instance
    this.fields = body.errors ?? []
  }

  /** Nobody answered: no network, or the server is away. */
  get unreachable() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

/** problemOf makes a problem of whatever was thrown. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  return new Problem({ status: 0, code: navigator.onLine ? 'server_away' : 'offline' })
}
