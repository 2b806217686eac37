/**
 * What this tab remembers of an app that it asked a secret for and that waits for its first code. Asking again under the
 * key gives the same secret, and only to the same person (U2); the tab holds no secret itself.
 */
export type Asked = { identity: string; label: string; key: string; until: number }

const place = 'hverv-app'
const halfAnHour = 30 * 60_000

export function recall(storage: Storage = sessionStorage, now = Date.now()): Asked | undefined {
  const text = storage.getItem(place)
  const asked = text ? (JSON.parse(text) as Asked) : undefined
  if (asked && asked.until > now) return asked
  storage.removeItem(place)
  return undefined
}

export function remember(asked: Omit<Asked, 'until'>, storage: Storage = sessionStorage, now = Date.now()) {
  storage.setItem(place, JSON.stringify({ ...asked, until: now + halfAnHour } satisfies Asked))
}

export const forget = (storage: Storage = sessionStorage) => storage.removeItem(place)
