// Mette keeps the clinic's code displays: takes a file in, hands one out and takes it back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { acts, byEid, mette } from './people.mjs'

let hverv, chromium, page, home
const clinic = 'Klinikken på Torvet'

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  await byEid(page, hverv.base, mette, { organisation: clinic })
  await heading('Klinikken på Torvet ApS')
  home = new URL(page.url()).pathname
  const own = `${hverv.base}/api/v1${home}`
  const headers = { 'if-match': (await page.request.get(own)).headers().etag }
  const enabled = await page.request.patch(own, { headers, data: { code_displays: true } })
  assert.ok(enabled.ok(), await enabled.text())
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  await post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
  const employments = [{ category: 'MF' }]
  const { id } = await post('/employees', { given_name: 'Bjørk', family_name: 'Ågård', birth_date: '1990-02-01', employments })
  await post(`/employees/${id}/identities`, { kind: 'dedicated', user_name: 'bjoerk.aagaard' })
  await acts(page, hverv.base, 'stock.import')
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

async function post(path, data) {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const answer = await page.request.post(`${hverv.base}/api/v1${home}${path}`, { headers, data })
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

const secret = (last) => `31323334353637383930313233343536373839${last}`
const file = [
  'serial;kind;maker;model;secret_hex;period',
  `98-1000234;code_display;Eksempel Tokens;E200;${secret('30')};30`,
  `98-1000235;code_display;Eksempel Tokens;E200;${secret('31')};30`,
  `98-1000236;telefon;Eksempel Tokens;E200;${secret('32')};30`,
].join('\n')

test('a location is made, renamed and ended (O5)', async () => {
  await page.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name: 'Lager' }).click()
  await heading('Lager')
  await page.getByText('I har ingen lagre endnu').waitFor()
  await look(page, 'stock-empty')
  for (const name of ['Skabet', 'Kælderen']) {
    await button('Opret lager').click()
    await dialog().getByLabel('Navn').fill(name)
    if (name === 'Skabet') await look(page, 'stock-add')
    await button('Gem', dialog()).click()
    await status(`${name} er oprettet`)
  }
  await button('Omdøb Skabet').click()
  await dialog().getByLabel('Navn').fill('Skabet i receptionen')
  await button('Gem', dialog()).click()
  await status('Skabet i receptionen er omdøbt')
  await button('Nedlæg Kælderen').click()
  await look(page, 'stock-end')
  await button('Nedlæg', dialog()).click()
  await status('Kælderen er nedlagt')
  await row('Kælderen').waitFor({ state: 'detached' })
})

test('a file is taken in, and each row says what became of it (O5)', async () => {
  await page.getByRole('link', { name: 'Indlæs enheder' }).click()
  await heading('Indlæs enheder')
  await look(page, 'stock-import')
  await button('Indlæs filen').click()
  await page.getByRole('alert').filter({ hasText: 'fejl på siden' }).waitFor()
  await page.getByLabel('PSKC').check()
  await page.getByLabel('Filens adgangskode').waitFor()
  await look(page, 'stock-import-missing')
  await page.getByLabel('CSV').check()
  await page.getByLabel('Fil', { exact: true }).setInputFiles({ name: 'enheder.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
  await button('Indlæs filen').click()
  await heading('Indlæst fil')
  await page.getByText('Filen er læst til ende').waitFor()
  await row('98-1000236').getByText('Hverv kender ikke typen').waitFor()
  await row('98-1000234').getByText('Tilføjet').waitFor()
  await look(page, 'stock-report')
  await page.getByLabel('Vis', { exact: true }).selectOption('Afvist')
  await row('98-1000234').waitFor({ state: 'detached' })
  assert.equal(new URL(page.url()).search, '?outcome=refused')
})

test('the devices are found by where they lie and their numbers', async () => {
  await page.getByRole('link', { name: 'Se enhederne' }).click()
  await heading('Enheder')
  await row('98-1000235').waitFor()
  await look(page, 'stock-devices')
  await page.getByLabel('Serienummer begynder med').fill('98-1000234')
  await button('Søg').click()
  await row('98-1000235').waitFor({ state: 'detached' })
  assert.equal(new URL(page.url()).searchParams.get('serial'), '98-1000234')
  await page.getByLabel('Tilstand').selectOption('Tabt')
  await status('Ingen enheder svarer til det valgte')
  await look(page, 'stock-devices-none')
  await button('Vis alle enheder').click()
  await page.getByRole('link', { name: '98-1000234' }).click()
  await heading('Enhed 98-1000234')
})

test('one is handed out and taken back (O5, O6, U16)', async () => {
  await page.getByText('Enheden er ikke gået fra nogen til nogen endnu').or(row('Skabet')).first().waitFor()
  await look(page, 'stock-device')
  await button('Udlever').click()
  const whom = dialog().getByRole('combobox', { name: 'Medarbejder' })
  await whom.fill('6201801234')
  await dialog().getByText('Søg ikke efter CPR-numre her').waitFor()
  await whom.fill('ukendt')
  await dialog().getByText('Ingen fundet').waitFor()
  await look(page, 'stock-hand-out-none')
  await whom.fill('bjø')
  await page.getByRole('option', { name: /Bjørk Ågård/ }).click()
  await look(page, 'stock-hand-out')
  await button('Udlever', dialog()).click()
  await status('Enheden er udleveret')
  await page.getByRole('link', { name: 'Bjørk Ågård' }).first().waitFor()
  await row('Bjørk Ågård').getByText('Venter på modtageren').waitFor()
  await look(page, 'stock-device-out')
  await button('Tag tilbage').click()
  await look(page, 'stock-take-back')
  await button('Tag tilbage', dialog()).click()
  await status('Enheden er taget tilbage')
  await button('Læg på lager').waitFor()
  await look(page, 'stock-device-back')
})

test('one is destroyed with a reason, and offers nothing more (O5)', async () => {
  await button('Registrer som destrueret').click()
  await button('Registrer som destrueret', dialog()).click()
  await dialog()
    .getByRole('link', { name: /^Begrundelse: Skal udfyldes/ })
    .waitFor()
  await dialog().getByLabel('Begrundelse').fill('Den er gået i stykker')
  await look(page, 'stock-destroy')
  await button('Registrer som destrueret', dialog()).click()
  await status('Enheden er registreret som destrueret')
  await page.getByText('Der er ikke noget, du kan gøre').waitFor()
  await page.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name: 'Lager' }).click()
  await row('Skabet i receptionen').getByText('Kodeviser: 2').waitFor()
  await look(page, 'stock')
})
