/** What this tab remembers of an activation over a sign-in and a reload. It goes with the tab. */
export type Kept = {
  token?: string | undefined
  /** Opens password and app for half an hour (U5). */
  ticket?: string | undefined
  until?: string | undefined
  userName?: string | undefined
  passwordChosen?: boolean | undefined
  /** The key under which the app's secret was asked for: asking again under it gives the same secret. */
  appKey?: string | undefined
  /** A code display that was delivered and waits for its first code; its holder may choose an app instead. */
  display?: { serial: string; method?: string | undefined } | undefined
  /** A chip that was delivered and waits to be registered. */
  chip?: string | undefined
  /** The holder chose a passkey instead of an app with codes. */
  passkey?: boolean | undefined
  tooLate?: boolean | undefined
  done?: Done | undefined
}

export type Done = {
  kind: 'private' | 'dedicated' | 'app'
  organisation: string
  employee: string
  userName?: string | undefined
  display?: boolean | undefined
  key?: boolean | undefined
}

const place = 'hverv-activation'

export function read(storage: Storage = sessionStorage, now = Date.now()): Kept {
  const kept = parse(storage.getItem(place))
  if (kept.ticket && kept.until && Date.parse(kept.until) <= now) return withoutTicket(kept)
  return kept
}

export function write(kept: Kept, storage: Storage = sessionStorage) {
  storage.setItem(place, JSON.stringify(kept))
}

/** begin takes the token of a link. The link that is under way already goes on where it was. */
export function begin(kept: Kept, token: string): Kept {
  return kept.token === token ? kept : { token }
}

/** withoutTicket goes back to the door, since the half hour is over. */
export function withoutTicket(kept: Kept): Kept {
  return { token: kept.token, tooLate: true }
}

function parse(text: string | null): Kept {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
