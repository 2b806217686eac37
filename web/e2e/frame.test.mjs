// What stands around every page: welcome, menu, language, sign-out, and the pages for what is not there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { byEid, mette } from './people.mjs'

let hverv
let chromium
before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()

test('who is not signed in is welcomed, in both languages', async () => {
  const page = await chromium.visit()
  await page.goto(hverv.base)
  await heading(page, 'Erhvervsidentiteter og fuldmagter')
  await look(page, 'welcome')
  await page.getByRole('button', { name: 'English' }).click()
  await heading(page, 'Business identities and powers')
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.getByRole('main').getByRole('link', { name: 'Sign in', exact: true }).click()
  await heading(page, 'Sign in') // the server's own pages speak the same language
})

test('an administrator begins at the overview, and signs out', async () => {
  const page = await chromium.visit()
  await byEid(page, hverv.base, mette, { organisation: 'Klinikken på Torvet' })
  await heading(page, 'Klinikken på Torvet ApS')
  await look(page, 'overview')
  const overview = page.url()
  await page.getByRole('button', { name: 'Log af' }).click()
  await heading(page, 'Du er logget af')
  await page.goto(overview)
  await heading(page, 'Du er ikke logget på')
  await look(page, 'not-signed-in')
})

test('pages for what is not there', async () => {
  const page = await chromium.visit()
  await page.goto(`${hverv.base}/findes/ikke`)
  await heading(page, 'Siden findes ikke')
  await look(page, 'not-found')
  await byEid(page, hverv.base, mette, { organisation: 'Klinikken på Torvet' })
  await page.goto(`${hverv.base}/organisations/019ab2c0-3333-7000-8000-00000000dead`)
  await heading(page, 'Siden findes ikke')
})

test('without a network a page says so, and comes back', async () => {
  const page = await chromium.visit()
  await byEid(page, hverv.base, mette, { organisation: 'Klinikken på Torvet' })
  await heading(page, 'Klinikken på Torvet ApS')
  await page.route('**/api/v1/organisations/*', (route) => route.abort('internetdisconnected'))
  await page.reload()
  await heading(page, 'Hverv svarer ikke lige nu')
  await look(page, 'server-away')
  await page.unroute('**/api/v1/organisations/*')
  await page.getByRole('button', { name: 'Prøv igen' }).click()
  await heading(page, 'Klinikken på Torvet ApS')
})
