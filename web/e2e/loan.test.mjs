// Mette lends a code display to a nurse who forgot her own means, sees that it is late, and takes it back; a pool lends at night.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { acts, byEid, byPassword, mette } from './people.mjs'

let hverv, chromium, page, home
const clinic = 'Klinikken på Torvet'
const secret = { 1: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 2: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR' }
const hex = (last) => `31323334353637383930313233343536373839${last}`
const file = [
  'serial;kind;maker;model;secret_hex;period',
  `98-1000234;code_display;Eksempel Tokens;E200;${hex('30')};30`,
  `98-1000235;code_display;Eksempel Tokens;E200;${hex('31')};30`,
].join('\n')

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  await enter()
  home = new URL(page.url()).pathname
  const own = `${hverv.base}/api/v1${home}`
  const headers = { 'if-match': (await page.request.get(own)).headers().etag }
  const enabled = await page.request.patch(own, { headers, data: { code_displays: true } })
  assert.ok(enabled.ok(), await enabled.text())
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  await post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
  await acts(page, hverv.base, 'stock.import')
  const location = await post('/stock/locations', { name: 'Skabet i receptionen' })
  await post('/stock/locations', { name: 'Vagtskabet' })
  const brought = await page.request.post(`${own}/stock/imports`, {
    multipart: { location_id: location.id, format: 'csv', file: { name: 'enheder.csv', mimeType: 'text/csv', buffer: Buffer.from(file) } },
  })
  assert.ok(brought.ok(), await brought.text())
  assert.equal((await brought.json()).added, 2)
  await page.reload()
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const enter = async () => {
  await byEid(page, hverv.base, mette, { organisation: clinic, fresh: true })
  await heading('Klinikken på Torvet ApS')
}
const heading = (name, on = page) => on.getByRole('heading', { level: 1, name }).waitFor()
const button = (name, on = page) => on.getByRole('button', { name, exact: true })
const status = (text) => page.getByRole('status').filter({ hasText: text }).waitFor()
const row = (text) => page.getByRole('row').filter({ hasText: text })
const dialog = () => page.getByRole('dialog')
const later = (hours) => page.request.post(`${hverv.base}/demo/clock`, { headers: { origin: hverv.base }, data: { seconds: hours * 3600 } })
const desk = () => page.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name: 'Udlån' }).click()

async function post(path, data) {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const answer = await page.request.post(`${hverv.base}/api/v1${home}${path}`, { headers, data })
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

let name
test('a display is lent by its serial number (U10)', async () => {
  await desk()
  await heading('Udlån')
  await status('Alt er afleveret')
  await look(page, 'loans-none')
  await button('Lån ud').click()
  await button('Lån ud', dialog()).click()
  await dialog().getByRole('alert').waitFor()
  await look(page, 'loans-lend-missing')
  const { data } = await (await page.request.get(`${hverv.base}/api/v1${home}/employees?user_name=${hverv.person.user_name}`)).json()
  name = `${data[0].given_name} ${data[0].family_name}`
  await dialog().getByLabel('Serienummer').fill('98-1000234')
  await dialog().getByRole('combobox', { name: 'Medarbejder' }).fill(data[0].given_name.slice(0, 3))
  await page.getByRole('option', { name }).click()
  await dialog().getByLabel('Antal timer').fill('24')
  await dialog().getByLabel('Hvorfor').fill('Glemt hjemme')
  await dialog().getByLabel('Vist dokument').selectOption('Medarbejderkort')
  await look(page, 'loans-lend')
  await button('Lån ud', dialog()).click()
  await status(`${name} har lånt 98-1000234`)
  await row(name).getByText('Skabet i receptionen').waitFor()
  await look(page, 'loans')
})

test('the borrower signs in with it, and sees until when it works', async () => {
  const own = await chromium.visit()
  await byPassword(own, hverv.base, { ...hverv.person, secret: secret[1] }, '/me')
  await heading('Min side', own)
  await own.getByText('Du har lånt en enhed').waitFor()
  await look(own, 'me-loan')
  await later(25)
  await own.goto(`${hverv.base}/me`)
  await own.getByRole('link', { name: 'Log på' }).first().waitFor()
  await own.context().close()
})

test('what is late stands on the list, is extended once and taken back (U10)', async () => {
  await enter()
  await desk()
  await row(name).getByText('For sent').waitFor()
  await look(page, 'loans-late')
  await page.getByLabel('Vis', { exact: true }).selectOption('For sent')
  await row(name).getByText('98-1000234').waitFor()
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Hent listen som fil' }).click()])
  assert.match(saved.suggestedFilename(), /^udlaan-.*\.csv$/)
  await button(`Forlæng lånet til ${name}`).click()
  await dialog().getByLabel('Begrundelse').fill('Ny kodeviser er forsinket')
  await look(page, 'loans-extend')
  await button('Forlæng', dialog()).click()
  await status(`Lånet til ${name} er forlænget`)
  await page.getByLabel('Vis', { exact: true }).selectOption('Ikke afleveret')
  await button('Meld 98-1000234 tabt').click()
  await look(page, 'loans-lost')
  await button('Fortryd', dialog()).click()
  await button('Tag imod').first().click()
  await dialog().getByLabel('Serienummer').fill('98-1000234')
  await look(page, 'loans-take-back')
  await button('Tag imod', dialog()).click()
  await status('98-1000234 er afleveret')
  await row(name).waitFor({ state: 'detached' })
  await page.getByLabel('Vis', { exact: true }).selectOption('Afsluttede')
  await row(name).getByText('Afleveret').waitFor()
  await look(page, 'loans-over')
})

test('a pool lends at night, and whoever borrows has fewer rights (U10)', async () => {
  await page.getByRole('link', { name: 'Se puljer' }).click()
  await heading('Puljer')
  await look(page, 'pools-none')
  await button('Opret pulje').click()
  await dialog().getByLabel('Navn').fill('Vagtpuljen')
  await dialog().getByLabel('Lager').selectOption('Skabet i receptionen')
  await dialog().getByLabel('Rettighedspakke').selectOption({ index: 1 })
  await look(page, 'pools-add')
  await button('Gem', dialog()).click()
  await status('Vagtpuljen er oprettet')
  await row('Vagtpuljen').getByText('2 ledige').waitFor()
  await button('Lån ud fra Vagtpuljen').click()
  await dialog().getByLabel('Serienummer').fill('98-1000235')
  await dialog().getByLabel('Medarbejderens brugernavn').fill(hverv.person.user_name)
  await dialog().getByLabel('Hvorfor').fill('Nattevagt')
  await look(page, 'pools-lend')
  await button('Lån ud', dialog()).click()
  await status(`${name} har lånt 98-1000235`)
  await row('Vagtpuljen').getByText('1 ledige, 1 udlånt').waitFor()
  await look(page, 'pools')

  const own = await chromium.visit()
  await byPassword(own, hverv.base, { ...hverv.person, secret: secret[2] }, '/me')
  await heading('Min side', own)
  await own.getByText('Du har færre rettigheder lige nu').waitFor()
  await look(own, 'me-loan-reduced')
  await own.context().close()
})
