// Mette orders code displays and a chip, sends them from the clinic's own stock, and hears what comes later.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { acts, byEid, mette } from './people.mjs'

let hverv, chromium, page, home
const clinic = 'Klinikken på Torvet'
const bjork = {}

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  await byEid(page, hverv.base, mette, { organisation: clinic })
  await heading('Klinikken på Torvet ApS')
  home = new URL(page.url()).pathname
  const own = `${hverv.base}/api/v1${home}`
  const headers = { 'if-match': (await page.request.get(own)).headers().etag }
  const enabled = await page.request.patch(own, { headers, data: { code_displays: true, chips: true, activation_days: 20 } })
  assert.ok(enabled.ok(), await enabled.text())
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  for (const role of ['card_officer', 'orderer']) {
    await post('/administrators', { employee_id: me.employee_id, role, scope_kind: 'organisation' })
  }
  await acts(page, hverv.base, 'stock.import')
  bjork.id = await hire('Bjørk', 'Ågård', 'bjoerk.aagaard')
  await hire('Ærlig', 'Østerby', 'aerlig.oesterby')
  const { id } = await post('/stock/locations', { name: 'Skabet i receptionen' })
  const secret = '3132333435363738393031323334353637383930'
  const file = {
    name: 'enheder.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`serial;kind;secret_hex;period\n98-1000234;code_display;${secret}30;30\n`),
  }
  const taken = await page.request.post(`${own}/stock/imports`, { multipart: { location_id: id, format: 'csv', file } })
  assert.ok(taken.ok(), await taken.text())
  await page.reload()
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (name, on = page) => on.getByRole('button', { name, exact: true })
const status = (text) => page.getByRole('status').filter({ hasText: text }).waitFor()
const row = (text) => page.getByRole('row').filter({ hasText: text })
const dialog = () => page.getByRole('dialog')
const go = (name) => page.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name, exact: true }).click()

async function post(path, data) {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const answer = await page.request.post(`${hverv.base}/api/v1${home}${path}`, { headers, data })
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

async function hire(given_name, family_name, user_name) {
  const { id } = await post('/employees', { given_name, family_name, birth_date: '1990-02-01', employments: [{ category: 'MF' }] })
  await post(`/employees/${id}/identities`, { kind: 'dedicated', user_name })
  return id
}

async function choose(typed, name) {
  await page.getByRole('combobox', { name: 'Tilføj medarbejder' }).fill(typed)
  await page.getByRole('option', { name }).click()
  await page.getByLabel(`Type til ${name}`).last().waitFor()
}

test('prices, day and warnings come before the order (O1, B5, U6)', async () => {
  await go('Bestillinger')
  await heading('Bestillinger')
  await page.getByText('Der er ikke bestilt noget endnu').waitFor()
  await look(page, 'orders-empty')
  await page.getByRole('link', { name: 'Ny bestilling' }).click()
  await heading('Ny bestilling')
  await look(page, 'order-new')
  await button('Se pris og levering').click()
  await page.getByRole('alert').filter({ hasText: 'fejl på siden' }).waitFor()
  await look(page, 'order-new-missing')
  await choose('bjø', 'Bjørk Ågård')
  await choose('ærl', 'Ærlig Østerby')
  await choose('bjø', 'Bjørk Ågård')
  await page.getByLabel('Type til Bjørk Ågård').last().selectOption('Chip')
  await page.getByLabel('Reserve til Bjørk Ågård').last().check()
  await page.getByLabel('Att.').fill('Receptionen')
  await page.getByLabel('Vej og nummer').fill('Torvet 1')
  await page.getByLabel('Postnummer').fill('8900')
  await page.getByLabel('By', { exact: true }).fill('Randers C')
  await page.getByLabel('Omkostningssted').fill('4711')
  await look(page, 'order-new-filled')
  await button('Se pris og levering').click()
  await heading('Se bestillingen igennem')
  await page.getByText('182,00').waitFor()
  await page.getByText('Kommer efter sidste dag for aktivering').waitFor()
  await look(page, 'order-check')
  await button('Ret').click()
  assert.equal(await page.getByLabel('Att.').inputValue(), 'Receptionen')
  await button('Se pris og levering').click()
  await button('Bestil').click()
  await page.getByText('Bestillingen er afsendt').waitFor()
  await page.getByRole('heading', { level: 1, name: /^Bestilling \d{6}-/ }).waitFor()
  await look(page, 'order-receipt')
})

test('a second code display is refused, and said for whom (U4)', async () => {
  await page.goto(`${hverv.base}${home}/employees/${bjork.id}`)
  await page.getByRole('link', { name: 'Bestil kodeviser eller chip' }).click()
  await heading('Ny bestilling')
  await page.getByLabel('Type til Bjørk Ågård').waitFor()
  await button('Se pris og levering').click()
  await page.getByText('Bestillingen kan ikke afsendes endnu').waitFor()
  await page.getByText('Bjørk Ågård: ').waitFor()
  await look(page, 'order-refused')
  await button('Gem som kladde').click()
  await page.getByText('Kladden er gemt').waitFor()
  await look(page, 'order-draft')
  await page.getByRole('link', { name: 'Fortsæt bestillingen' }).click()
  await page.getByLabel('Type til Bjørk Ågård').waitFor()
  await page.goBack()
  await button('Annuller bestillingen').click()
  await look(page, 'order-cancel')
  await button('Annuller bestillingen', dialog()).click()
  await status('Bestillingen er annulleret')
})

test('the own stock sends, hands over and says what comes later (O3, O4)', async () => {
  await page.request.post(`${hverv.base}/demo/jobs/drain`)
  await go('Bestillinger')
  await page.getByRole('link', { name: 'Skal sendes' }).click()
  await heading('Skal sendes')
  await row('Ærlig Østerby').waitFor()
  await look(page, 'order-queue')
  await row('Bjørk Ågård').filter({ hasText: 'Kodeviser' }).getByRole('button', { name: 'Send' }).click()
  await dialog().getByLabel('Serienummer').fill('98-9')
  await look(page, 'order-ship')
  await button('Send', dialog()).click()
  await dialog().getByText('Ingen af organisationens enheder har dette serienummer').first().waitFor()
  await dialog().getByLabel('Serienummer').fill('98-1000234')
  await button('Send', dialog()).click()
  await status('Sendt til Bjørk Ågård')
  await row('Ærlig Østerby').getByRole('button', { name: 'Kommer senere' }).click()
  await dialog().getByLabel('Ny dag').fill('2027-03-15')
  await dialog().getByLabel('Begrundelse').fill('Producenten er løbet tør')
  await look(page, 'order-delay')
  await button('Kommer senere', dialog()).click()
  await status('Ærlig Østerby har fået besked')
  await row('Ærlig Østerby').getByText('I restordre').waitFor()
  await look(page, 'order-queue-after')
})

test('an order shows how far each thing is, and its back-order notice (O3, O4)', async () => {
  await row('Ærlig Østerby').getByRole('link').click()
  await page.getByText('ventes nu 15. marts 2027').waitFor()
  await look(page, 'order-page')
  await row('98-1000234').getByRole('button', { name: 'Modtaget' }).click()
  await button('Modtaget', dialog()).click()
  await status('Registreret som leveret til Bjørk Ågård')
  await row('98-1000234').getByText('Leveret').waitFor()
  await row('Ærlig Østerby').getByRole('button', { name: 'Annuller' }).click()
  await button('Annuller', dialog()).click()
  await status('Annulleret til Ærlig Østerby')
  await row('Ærlig Østerby').getByText('Annulleret').waitFor()
  await look(page, 'order-part')
  await go('Bestillinger')
  await page.getByText('1 af 3 er leveret').waitFor()
  await look(page, 'orders')
  await page.getByLabel('Tilstand').selectOption('Kan ikke leveres')
  await status('Ingen bestillinger er i den tilstand')
})

test('what is on its way stands on the page of who waits for it (O3, W6)', async () => {
  await page.goto(`${hverv.base}${home}/employees/${bjork.id}`)
  await page.getByRole('heading', { name: 'Bestilt', exact: true }).waitFor()
  await page.getByText('Chip i bestilling').waitFor()
  await look(page, 'order-profile')
})
