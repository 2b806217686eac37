// What somebody is no longer to use must come back: the holder is asked, says what became of it, and the officer settles it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { acts, byEid, byPassword, mette } from './people.mjs'

let hverv, chromium, page, home, leaver

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  await byEid(page, hverv.base, mette, { organisation: 'Klinikken på Torvet' })
  await heading('Klinikken på Torvet ApS')
  home = new URL(page.url()).pathname
  const own = `${hverv.base}/api/v1${home}`
  const headers = { 'if-match': (await page.request.get(own)).headers().etag }
  await page.request.patch(own, { headers, data: { code_displays: true } })
  const me = await get('/../../me')
  await post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
  await acts(page, hverv.base, 'stock.import')
  const { id } = await post('/stock/locations', { name: 'Skabet' })
  const rows = [1, 2].map((n) => `98-300000${n};code_display;Eksempel Tokens;3132333435363738393031323334353637383${n}30`)
  const file = { name: 'enheder.csv', mimeType: 'text/csv', buffer: Buffer.from(['serial;kind;maker;secret_hex', ...rows].join('\n')) }
  const taken = await page.request.post(`${own}/stock/imports`, { multipart: { format: 'csv', location_id: id, file } })
  assert.ok(taken.ok(), await taken.text())
  const devices = (await get('/stock/devices')).data
  const nurse = (await get(`/employees/find?q=${hverv.person.user_name}`)).data[0]
  leaver = await post('/employees', {
    given_name: 'Bjørk',
    family_name: 'Ågård',
    email: 'bjoerk@torvet.example',
    birth_date: '1990-02-01',
    employments: [{ category: 'MF' }],
  })
  await post(`/employees/${leaver.id}/identities`, { kind: 'dedicated', user_name: 'bjoerk.aagaard' })
  const whom = (await get('/employees/find?q=bjoerk.aagaard')).data[0]
  for (const [at, to] of [nurse, whom].entries()) await post(`/stock/devices/${devices[at].id}/hand_out`, { identity_id: to.identity.id })
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (name, on = page) => on.getByRole('heading', { level: 1, name }).waitFor()
const button = (name, on = page) => on.getByRole('button', { name, exact: true })
const row = (text) => page.getByRole('row').filter({ hasText: text })

async function get(path) {
  const answer = await page.request.get(`${hverv.base}/api/v1${home}${path}`)
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

async function post(path, data) {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const answer = await page.request.post(`${hverv.base}/api/v1${home}${path}`, { headers, data })
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

test('a termination names what must come back, and the list has it (U16)', async () => {
  await page.goto(`${hverv.base}${home}/stock/returns`)
  await page.getByText('Alt er afleveret').waitFor()
  await look(page, 'stock-returns-none')
  await page.goto(`${hverv.base}${home}/employees/${leaver.id}/terminate`)
  await page.getByText('Det skal afleveres').waitFor()
  await page.getByText('Kodeviser med serienummer 98-3000002').waitFor()
  await look(page, 'terminate-returns')
  await button('Inaktivér Bjørk').click()
  await heading('Bjørk Ågård er inaktiveret')
  await page.goto(`${hverv.base}${home}/stock`)
  await page.getByRole('link', { name: 'Se, hvad der ikke er afleveret' }).click()
  await row('98-3000002').getByText('Fratrådt').waitFor()
  await row('98-3000002').getByRole('link', { name: 'bjoerk@torvet.example' }).waitFor()
})

test('an employee says that a device is destroyed, and the officer registers it (U16)', async () => {
  const nurse = (await get(`/employees/find?q=${hverv.person.user_name}`)).data[0]
  const held = (await get(`/employees/${nurse.id}/identities`)).data[0].authenticators.find(({ serial }) => serial === '98-3000001')
  await post(`/authenticators/${held.id}/revoke`, { reason: 'Slidt op' })
  await page.request.post(`${hverv.base}/demo/jobs/drain`)
  const own = await chromium.visit()
  await byPassword(own, hverv.base, hverv.person, '/me')
  await own.getByRole('heading', { name: 'Aflevér det, du ikke længere skal bruge' }).waitFor()
  await look(own, 'me-returns')
  await button('Jeg har ødelagt 98-3000001', own).click()
  await own.getByRole('dialog').getByLabel('Hvordan og hvorfor').fill('Klippet over, skærmen var gået i stykker')
  await look(own, 'me-returns-claim')
  await button('Jeg har ødelagt den', own.getByRole('dialog')).click()
  await own.getByText('Tak. Det er noteret.').waitFor()
  await own.getByText('Du har skrevet, at den er ødelagt').waitFor()
})

test('the officer sees what was said and settles both (U16)', async () => {
  if (page.url().includes('/returns')) await page.reload()
  await row('98-3000001').getByText('Siger, at den er ødelagt').waitFor()
  await look(page, 'stock-returns')
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Hent listen som fil' }).click()])
  assert.match(file.suggestedFilename(), /^ikke-afleveret-/)
  await page.getByRole('link', { name: '98-3000002' }).click()
  await button('Afskriv').click()
  await page.getByRole('dialog').getByLabel('Begrundelse').fill('Svarer ikke')
  await button('Afskriv', page.getByRole('dialog')).click()
  await page.getByText('Enheden er afskrevet').waitFor()
})
