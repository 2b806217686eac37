import { act, createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, test } from 'vitest'
import { useSeen } from './seen'

let now: ReturnType<typeof useSeen<string>> | undefined

function Opened({ newest }: { newest: string }) {
  now = useSeen(newest, () => Promise.resolve())
  return now.seen
}

test('what is read again by itself is not taken before a stale answer', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const root = createRoot(document.createElement('div'))
  const show = (newest: string) => act(async () => root.render(createElement(Opened, { newest })))
  await show('v1')
  await show('v2')
  expect(now?.seen).toBe('v1')
  await act(async () => now?.again())
  expect(now?.seen).toBe('v2')
  await show('v3')
  expect(now?.seen).toBe('v2')
  await act(async () => root.unmount())
})
