// Walks the server's own pages in Chromium, in Danish, against a demo of its own. Needs bin/hverv.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, narrow, picture, startBrowser } from './browser.mjs'
import { App } from './code.mjs'
import { startRelyingParty } from './relying-party.mjs'

let hverv, chromium, app, party
before(async () => {
  hverv = await startHverv()
  app = new App(hverv.person.secret)
  chromium = await startBrowser()
})
after(async () => {
  await party?.stop()
  await chromium?.stop()
  await hverv?.stop()
})

const mette = 'Mette Nørgaard Sørensen'
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()
const complaint = (page, text) => page.getByRole('alert').filter({ hasText: text }).waitFor()

// press presses what leads to another page, and waits for that.
const press = (page, control) => Promise.all([page.waitForNavigation(), control.click()])

async function pick(page, name) {
  await page.getByLabel(name).check()
  await page.getByRole('button', { name: 'Log på' }).click()
}

// typed signs the demo's nurse in by keyboard alone, up to the code's page.
async function typed(page, password) {
  await page.getByLabel('Brugernavn', { exact: true }).focus()
  await page.keyboard.type(hverv.person.user_name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
}

// code types codes until one is taken: the demo's own entry may have used the present one.
async function code(page) {
  for (let tries = 0; tries < 4 && page.url().includes('/signin/'); tries++) {
    await page.getByLabel('Kode').focus()
    await page.keyboard.type(await app.next())
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  }
}

test('private eID, choice of organisation, sign-out', async () => {
  const page = await chromium.visit()
  await page.goto(`${hverv.base}/signin?return_to=/docs`)
  assert.equal(await page.locator('html').getAttribute('lang'), 'da')
  await look(page, 'signin')
  await press(page, page.getByRole('link', { name: 'Log på med privat MitID' }))
  await look(page, 'testeid')
  await pick(page, mette)
  await page.waitForURL((url) => !url.pathname.startsWith('/testeid'))

  await page.goto(`${hverv.base}/signin/organisation?return_to=/docs`)
  await look(page, 'organisation')
  await page.getByRole('button', { name: 'Fortsæt', exact: true }).click()
  await complaint(page, '')
  await look(page, 'organisation-none-picked')
  await page.getByLabel('Klinikken på Torvet').check()
  await page.getByRole('button', { name: 'Fortsæt', exact: true }).click()
  await page.waitForURL('**/docs')
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  assert.equal(me.organisation.name, 'Klinikken på Torvet ApS')
  party = await startRelyingParty(hverv.base, { request: page.request, organisation: me.organisation.id })

  await page.goto(`${hverv.base}/signout`)
  await look(page, 'signout')
  await page.getByRole('button', { name: 'Log af' }).click()
  await heading(page, 'Du er logget af')
  await look(page, 'signed-out')
  assert.equal((await page.request.get(`${hverv.base}/api/v1/me`)).status(), 401)
})

test('cancelled at the eID', async () => {
  const page = await chromium.visit()
  await page.goto(`${hverv.base}/signin/eid?return_to=/docs`)
  await page.getByRole('button', { name: 'Fortryd' }).click()
  await complaint(page, 'Du afbrød hos MitID')
  await look(page, 'eid-cancelled')
})

test('wrong password and wrong code are told', async () => {
  const page = await chromium.visit()
  await page.goto(`${hverv.base}/signin?return_to=/docs`)
  await typed(page, 'forkert adgangskode')
  await complaint(page, 'Brugernavn, adgangskode eller kode er forkert')
  assert.equal(await page.getByLabel('Brugernavn', { exact: true }).inputValue(), hverv.person.user_name) // W5
  await look(page, 'wrong-password')
  await page.getByLabel('Brugernavn', { exact: true }).fill('')
  await typed(page, hverv.person.password)
  await heading(page, 'Indtast din kode')
  await look(page, 'code')
  await page.getByLabel('Kode').fill('12')
  await press(page, page.getByRole('button', { name: 'Fortsæt' }))
  await look(page, 'code-malformed')
  await page.getByLabel('Kode').fill('000000')
  await press(page, page.getByRole('button', { name: 'Fortsæt' }))
  await complaint(page, 'forkert')
  await look(page, 'wrong-code')
})

test('user name, password and code by keyboard, without script', async () => {
  const page = await chromium.visit({ javaScriptEnabled: false })
  await page.goto(`${hverv.base}/signin?return_to=/docs`)
  await page.keyboard.press('Tab')
  await picture(page, 'skip-link')
  await typed(page, hverv.person.password)
  await code(page)
  assert.equal(new URL(page.url()).pathname, '/docs')
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  assert.equal(me.organisation.name, 'Klinikken på Torvet ApS')
})

test('a form ends at a relying party on another origin', async () => {
  const page = await chromium.visit()
  const back = (url) => url.origin === party.origin
  await page.goto(`${party.origin}/start`)
  await look(page, 'signin-for-relying-party')
  await typed(page, hverv.person.password)
  await code(page)
  await page.waitForURL(back)
  assert.match(page.url(), /\/callback\?.*code=.*state=kept|\/callback\?.*state=kept.*code=/)
  assert.deepEqual(page.complaints, [])

  await page.goto(party.bye)
  await look(page, 'provider-signout')
  await page.getByRole('button', { name: 'Log af' }).click()
  await page.waitForURL(`${party.origin}/bye`)
  assert.deepEqual(page.complaints, [])

  await page.goto(`${party.origin}/start`)
  await page.getByRole('link', { name: 'Log på med privat MitID' }).click()
  await pick(page, mette)
  await page.waitForURL((url) => back(url) || url.pathname.startsWith('/signin/organisation') || url.pathname.startsWith('/oidc'))
  if (!back(new URL(page.url()))) {
    await look(page, 'organisation-for-relying-party')
    await page.getByLabel('Klinikken på Torvet').check()
    await page.getByRole('button', { name: 'Fortsæt', exact: true }).click()
  }
  await page.waitForURL(back)
  assert.match(page.url(), /[?&]code=/)
  assert.deepEqual(page.complaints, [])
})

test('who does not want to sign in goes back to the relying party', async () => {
  const page = await chromium.visit()
  await page.goto(`${party.origin}/start`)
  await page.getByRole('link', { name: 'Fortryd og gå tilbage' }).click()
  await page.waitForURL((url) => url.origin === party.origin)
  assert.match(page.url(), /error=access_denied/)
})

test('pages for what cannot be answered', async () => {
  const page = await chromium.visit()
  await page.goto(party.refused)
  await heading(page, /Log på kunne ikke gennemføres/)
  await look(page, 'provider-refused')
  await page.goto(`${hverv.base}/signin/eid/callback?code=x&state=x`)
  await look(page, 'eid-failed')
})

test('the demo: people and mailbox', async () => {
  const page = await chromium.visit()
  await page.goto(`${hverv.base}/demo/people`)
  assert.match(await page.locator('main').innerText(), /\b\d{6}\b/)
  await look(page, 'demo-people')
  await page.goto(`${hverv.base}/demo/mailbox`)
  await look(page, 'mailbox')
  await press(page, page.locator('tbody a').first())
  await look(page, 'mail')
  await page.goto(`${hverv.base}/demo/mailbox?to=nobody@klinik.example`)
  assert.match(await page.locator('tbody').innerText(), /tom/)
  await look(page, 'mailbox-empty')
})

test('the API pages search with script and without', async () => {
  const page = await chromium.visit()
  await page.goto(`${hverv.base}/docs`)
  const shown = page.locator('.operation:visible')
  const all = await shown.count()
  await picture(page, 'docs')
  await narrow(page, 'docs')
  const ids = await page.evaluate(() => Array.from(document.querySelectorAll('[id]'), ({ id }) => id))
  assert.equal(new Set(ids).size, ids.length)
  await page.getByRole('searchbox').fill('terminate')
  const some = await shown.count()
  assert.ok(some > 0 && some < all, `${some} of ${all}`)
  await picture(page, 'docs-search')

  const plain = await chromium.visit({ javaScriptEnabled: false })
  await plain.goto(`${hverv.base}/docs`)
  await plain.getByRole('searchbox').fill('terminate')
  await Promise.all([plain.waitForURL('**/docs?q=terminate'), plain.keyboard.press('Enter')])
  assert.equal(await plain.locator('.operation').count(), some)

  // All operations come out of one template; axe would need half a minute for the whole of them.
  await page.goto(`${hverv.base}/docs?q=terminate`)
  await page.locator('.operation summary').first().click()
  await look(page, 'docs-operation')
})
