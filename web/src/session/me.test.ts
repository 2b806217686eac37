import { QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { api } from '../api/client'
import { readMe } from './me'

afterEach(() => vi.restoreAllMocks())

const signedOut = () =>
  vi.spyOn(api, 'GET').mockResolvedValue({
    error: { status: 401, code: 'unauthenticated', detail: '', title: '', type: '' },
    response: new Response('', { status: 401 }),
  })

test('who was never here is nobody', async () => {
  signedOut()
  expect(await readMe(new QueryClient())).toBeNull()
})

test('who was here stays when the session has ended, so that the page keeps what was typed (W5)', async () => {
  const client = new QueryClient()
  client.setQueryData(['me'], { name: 'Mette' })
  signedOut()
  await expect(readMe(client)).rejects.toMatchObject({ status: 401 })
})
