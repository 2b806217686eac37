import { problemOf } from '../api/problem'
import { type Kept, withoutTicket } from './kept'

/** useHalfHour goes back to the door when the server says that the ticket's half hour is over. */
export function useHalfHour(kept: Kept, keep: (kept: Kept) => void) {
  return async function inTime<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send()
    } catch (thrown) {
      if (problemOf(thrown).code === 'ticket_expired') keep(withoutTicket(kept))
      throw thrown
    }
  }
}
