// Two keepers hand devices over, both signing, and count what lies where.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { acts, byEid, byPassword, mette } from './people.mjs'

let hverv, chromium, page, other, home, nurse

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  await byEid(page, hverv.base, mette, { organisation: 'Klinikken på Torvet' })
  await heading('Klinikken på Torvet ApS')
  home = new URL(page.url()).pathname
  const me = await get(`${hverv.base}/api/v1/me`)
  await post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
  await acts(page, hverv.base, 'stock.import')
  const found = await get(`${hverv.base}/api/v1${home}/employees/find?q=${hverv.person.user_name}`)
  nurse = found.data[0]
  await post('/administrators', { employee_id: nurse.id, role: 'card_officer', scope_kind: 'organisation' })
  const { id } = await post('/stock/locations', { name: 'Kælderen' })
  await post('/stock/locations', { name: 'Afdeling B' })
  const rows = [1, 2, 3].map((n) => `98-200000${n};code_display;Eksempel Tokens;3132333435363738393031323334353637383${n}30`)
  const file = { name: 'enheder.csv', mimeType: 'text/csv', buffer: Buffer.from(['serial;kind;maker;secret_hex', ...rows].join('\n')) }
  const multipart = { format: 'csv', location_id: id, file }
  const taken = await page.request.post(`${hverv.base}/api/v1${home}/stock/imports`, { multipart })
  assert.ok(taken.ok(), await taken.text())
  assert.equal((await taken.json()).added, 3)
  other = await chromium.visit()
  await byPassword(other, hverv.base, hverv.person, '/me')
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (name, on = page) => on.getByRole('heading', { level: 1, name }).waitFor()
const button = (name, on = page) => on.getByRole('button', { name, exact: true })
const status = (text, on = page) => on.getByRole('status').filter({ hasText: text }).waitFor()
const row = (text, on = page) => on.getByRole('row').filter({ hasText: text })
const dialog = (on = page) => on.getByRole('dialog')
const full = ({ given_name, family_name }) => `${given_name} ${family_name}`

async function get(address) {
  const answer = await page.request.get(address)
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

async function post(path, data) {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const answer = await page.request.post(`${hverv.base}/api/v1${home}${path}`, { headers, data })
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

test('a keeper offers two devices to another (O6)', async () => {
  await page.goto(`${hverv.base}${home}/stock/devices`)
  await heading('Enheder')
  for (const serial of ['98-2000001', '98-2000002', '98-2000003']) await page.getByLabel(`Vælg ${serial}`).check({ force: true })
  await page.getByLabel('Vælg 98-2000003').uncheck({ force: true })
  await look(page, 'stock-chosen')
  await button('Overdrag 2 enheder').click()
  await dialog().getByRole('combobox', { name: 'Modtager' }).fill(hverv.person.user_name)
  await page
    .getByRole('option')
    .filter({ hasText: full(nurse) })
    .click()
  await dialog().getByLabel('Lægges på').selectOption('Afdeling B')
  await look(page, 'stock-offer')
  await button('Overdrag 2 enheder', dialog()).click()
  await status('Enhederne er tilbudt modtageren')
  await row('98-2000001').getByText('Under overdragelse').waitFor()
  await page.getByRole('link', { name: '98-2000003' }).click()
  await button('Overdrag').click()
  await dialog().getByRole('combobox', { name: 'Modtager' }).fill(nurse.family_name)
  await page
    .getByRole('option')
    .filter({ hasText: full(nurse) })
    .click()
  await dialog().getByLabel('Lager').selectOption('Afdeling B')
  await button('Overdrag', dialog()).click()
  await status('Enheden er tilbudt modtageren')
  await look(page, 'stock-device-offered')
})

test('she takes one offer back, and the other keeper signs for one and refuses one (O6)', async () => {
  await button('Træk overdragelsen af 98-2000003 tilbage').click()
  await look(page, 'stock-withdraw')
  await button('Træk tilbage', dialog()).click()
  await status('er trukket tilbage')

  await other.reload()
  await other.getByRole('heading', { name: 'Har du fået en enhed?' }).waitFor()
  await look(other, 'me-hand-overs')
  await other.goto(`${hverv.base}${home}/stock`)
  await other.getByRole('link', { name: 'Se overdragelser' }).click()
  await heading('Overdragelser', other)
  await row('98-2000001', other).waitFor()
  await look(other, 'stock-hand-overs')
  await button('Afvis 98-2000002', other).click()
  await dialog(other).getByLabel('Begrundelse').fill('Den lå ikke i kuverten')
  await look(other, 'stock-refuse')
  await button('Afvis', dialog(other)).click()
  await status('Du har afvist 98-2000002', other)
  await button('Kvittér for 98-2000001', other).click()
  await button('Kvittér', dialog(other)).click()
  await status('Du har kvitteret for 98-2000001', other)
  await other.getByText('Der er ingen overdragelser her').waitFor()
  await other.getByLabel('Vis', { exact: true }).selectOption('Alle')
  await row('98-2000003', other).getByText('Trukket tilbage').waitFor()
  await look(other, 'stock-hand-overs-all')
})

test('what lies at a location is counted against the books (O5)', async () => {
  await other.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name: 'Lager' }).click()
  await other.getByRole('link', { name: 'Optæl Kælderen' }).click()
  await heading('Optæl Kælderen', other)
  await look(other, 'stock-count')
  await button('Gem optællingen', other).click()
  await other.getByRole('link', { name: /Tæl mindst én type/ }).waitFor()
  await other.getByLabel('Kodeviser', { exact: false }).first().fill('1')
  await button('Gem optællingen', other).click()
  await other.getByText('Det passer ikke med bøgerne').waitFor()
  await other.getByText('Kodeviser: 1 talt, 2 i bøgerne').waitFor()
  await row('–1', other).or(row('-1', other)).or(row('−1', other)).first().waitFor()
  await look(other, 'stock-count-differs')
})
