import { useCallback, useRef, useState } from 'react'
import { newKey } from '../api/client'
import { type Problem, problemOf } from '../api/problem'

/**
 * useAct runs something that changes things on the server: never twice at once, and a repeated try of the same thing
 * under the same Idempotency-Key, so that a lost answer does not make two of anything (law 7).
 */
export function useAct<In, Out>(send: (input: In, key: string) => Promise<Out>) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const running = useRef(false)
  const last = useRef<{ body: string; key: string }>(undefined)
  const latest = useRef(send)
  latest.current = send

  const act = useCallback(async (input: In): Promise<{ ok: true; data: Out } | { ok: false; problem?: Problem }> => {
    if (running.current) return { ok: false }
    running.current = true
    setPending(true)
    setProblem(undefined)
    const body = JSON.stringify(input, named) ?? ''
    if (last.current?.body !== body) last.current = { body, key: newKey() }
    try {
      const data = await latest.current(input, last.current.key)
      last.current = undefined
      return { ok: true, data }
    } catch (thrown) {
      const problem = problemOf(thrown)
      setProblem(problem)
      return { ok: false, problem }
    } finally {
      running.current = false
      setPending(false)
    }
  }, [])
  return { act, pending, problem, forget: () => setProblem(undefined) }
}

// named tells files apart, which JSON shows as empty: another file is another thing to send.
const named = (_: string, value: unknown) => (value instanceof File ? [value.name, value.size, value.lastModified] : value)
