import { useState } from 'react'

/**
 * useSeen holds a thing as it was when it was opened. What somebody else has changed since may be read again by itself at any time,
 * and must not be written over unseen (W5): only `again`, after a stale answer, takes it, which a form then shows.
 */
export function useSeen<T>(newest: T, reload: () => Promise<unknown>) {
  const [seen, setSeen] = useState(newest)
  const [stale, setStale] = useState(false)
  if (stale && newest !== seen) {
    setSeen(newest)
    setStale(false)
  }
  async function again() {
    await reload()
    setStale(true)
  }
  return { seen, again }
}
