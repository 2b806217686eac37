import { useState } from 'react'
import { problemOf } from '../api/problem'
import { useTexts } from './texts'

/** useRefusal notices when the server keeps the last administrator (A4), as when the other one went meanwhile. */
export function useRefusal() {
  const [last, setLast] = useState(false)
  async function watch<T>(sent: Promise<T>): Promise<T> {
    try {
      return await sent
    } catch (thrown) {
      setLast(problemOf(thrown).code === 'last_administrator')
      throw thrown
    }
  }
  return { last, watch }
}

/** StaysWhy says why the last administrator stays. */
export function StaysWhy({ name }: { name: string }) {
  return <p>{useTexts()('last_why', { name })}</p>
}
