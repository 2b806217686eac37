/** When the session ends, which of its two ends that is, and when to say so. Times in milliseconds. */
export type Expiry = { kind: 'idle' | 'end'; at: number; warnAt: number }

const warning = 5 * 60_000
const touch = 60_000 // the server notes a visit once a minute

/**
 * expiryOf tells the earlier of two ends: the one after silence, which every call moves on, and the last one.
 * `asked` is when the session was read, `heard` when the server last answered anything.
 */
export function expiryOf(session: { idle_until: string; expires_at: string }, asked: number, heard: number): Expiry {
  const moved = Math.max(0, heard - asked - touch)
  const idle = Date.parse(session.idle_until) + moved
  const end = Date.parse(session.expires_at)
  const at = Math.min(idle, end)
  return { kind: idle < end ? 'idle' : 'end', at, warnAt: at - warning }
}
