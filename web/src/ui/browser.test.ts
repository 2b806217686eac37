import { expect, test } from 'vitest'
import { browserOf } from './browser'

test('browsers that claim to be others are known by their own names', () => {
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0'
  expect(browserOf(edge)).toEqual({ browser: 'Edge', system: 'Windows' })
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
  expect(browserOf(iphone)).toEqual({ browser: 'Safari', system: 'iPhone' })
  const android = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36'
  expect(browserOf(android)).toEqual({ browser: 'Chrome', system: 'Android' })
})

test('what is no browser has no name', () => {
  expect(browserOf('curl/8.5.0')).toEqual({ browser: undefined, system: undefined })
})
