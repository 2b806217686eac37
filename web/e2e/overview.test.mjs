// Mette looks over who has what to sign in with: what is lent, late, to come back and lacking; takes the list along, and follows a row.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { acts, byEid, mette } from './people.mjs'

let hverv, chromium, page, home, nurse, leaver
const clinic = 'Klinikken på Torvet'

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  await enter()
  home = new URL(page.url()).pathname
  const own = `${hverv.base}/api/v1${home}`
  const headers = { 'if-match': (await page.request.get(own)).headers().etag }
  await page.request.patch(own, { headers, data: { code_displays: true } })
  const me = await get('/../../me')
  await post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
  await acts(page, hverv.base, 'stock.import')
  const { id } = await post('/stock/locations', { name: 'Skabet' })
  const rows = [1, 2, 3].map((n) => `98-500000${n};code_display;Eksempel Tokens;3132333435363738393031323334353637383${n}30`)
  const file = { name: 'enheder.csv', mimeType: 'text/csv', buffer: Buffer.from(['serial;kind;maker;secret_hex', ...rows].join('\n')) }
  const taken = await page.request.post(`${own}/stock/imports`, { multipart: { format: 'csv', location_id: id, file } })
  assert.ok(taken.ok(), await taken.text())
  const devices = (await get('/stock/devices')).data
  nurse = (await get(`/employees/find?q=${hverv.person.user_name}`)).data[0]
  leaver = await post('/employees', {
    given_name: 'Bjørk',
    family_name: 'Ågård-Mikkelsen',
    title: 'Vikar',
    birth_date: '1990-02-01',
    employments: [{ category: 'MF' }],
  })
  await post(`/employees/${leaver.id}/identities`, { kind: 'dedicated', user_name: 'bjoerk.aagaard' })
  const whom = (await get('/employees/find?q=bjoerk.aagaard')).data[0]
  await post(`/stock/devices/${devices[0].id}/hand_out`, { identity_id: whom.identity.id })
  await post('/loans', { serial: devices[1].serial, employee_id: nurse.id, hours: 2, why: 'Glemt hjemme', document: 'staff_card' })
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const enter = async () => {
  await byEid(page, hverv.base, mette, { organisation: clinic, fresh: true })
  await heading('Klinikken på Torvet ApS')
}
const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor()
const row = (text) => page.getByRole('row').filter({ hasText: text })
const field = (name) => page.getByLabel(name, { exact: true })
const status = (text) => page.getByRole('status').filter({ hasText: text }).waitFor()
const open = () => page.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name: 'Identifikationsmidler' }).click()
const search = () => new URL(page.url()).search

// rows waits until the list has as many.
const rows = (n) => page.waitForFunction((n) => document.querySelectorAll('main tbody tr').length === n, n)

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

test('everybody stands there with what they have, or with nothing (W3)', async () => {
  await page.reload()
  await open()
  await heading('Identifikationsmidler')
  await row('98-5000001').getByText('Leveret').waitFor()
  const due = row('98-5000001').getByText('Afventer aktivering, 30 dage tilbage')
  await due.waitFor()
  await row('98-5000002').getByText('På lån').waitFor()
  await row('98-5000002').getByText('Lånt til').waitFor()
  await row(mette).getByText('Privat MitID').waitFor()
  await look(page, 'overview')
})

test('it is narrowed, and the address keeps by what (W3, E9)', async () => {
  await field('Vis').selectOption('På lån')
  await rows(1)
  assert.equal(search(), '?concern=on_loan')
  await field('Slags').selectOption('Chip')
  await status('Ingen svarer til det valgte')
  await look(page, 'overview-no-result')
  await page.reload()
  await status('Ingen svarer til det valgte')
  await page.getByRole('button', { name: 'Ryd filtrene' }).click()
  await row('98-5000001').waitFor()
  assert.equal(search(), '')
  await field('Søg efter en medarbejder').fill('ågård')
  await rows(1)
  await field('Søg efter en medarbejder').fill('620180-1234')
  await status('Det ligner et CPR-nummer')
  assert.doesNotMatch(page.url(), /6201/)
  await field('Søg efter en medarbejder').fill('')
  await field('Vis').selectOption('På lån og for sent')
  await status('Det er der ingen, der gør lige nu')
  await field('Vis').selectOption('Alle')
  await field('Udløber inden for').selectOption('30 dage')
  await rows(2) // the loan and the activation
})

test('a row leads to the device and to the employee', async () => {
  await page.getByRole('link', { name: '98-5000002' }).click()
  await heading(/98-5000002/)
  await page.goBack()
  await rows(2)
  await page.getByRole('link', { name: 'Bjørk Ågård-Mikkelsen' }).click()
  await heading('Bjørk Ågård-Mikkelsen')
})

test('who has left must give back, and who borrowed is late, without anything having run (W3, U10, U16)', async () => {
  await post(`/employees/${leaver.id}/terminate`, { reason: 'Fratrådt' })
  await page.request.post(`${hverv.base}/demo/clock`, { headers: { origin: hverv.base }, data: { seconds: 3 * 3600 } })
  await enter()
  await open()
  await row('98-5000002').getByText('For sent').waitFor()
  await row('98-5000001').getByText(': Fratrådt').waitFor()
  await look(page, 'overview-late')
  await field('Vis').selectOption('Skal afleveres')
  await rows(1)
  await row('98-5000001').getByRole('link', { name: 'Skal afleveres' }).click()
  await heading('Ikke afleveret')
  await page.goBack()
  await rows(1)
})

test('the list is taken along as it is narrowed', async () => {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Hent listen som CSV-fil' }).click()])
  assert.match(file.suggestedFilename(), /^identifikationsmidler-.*\.csv$/)
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  assert.equal(lines.length, 2)
  assert.match(lines[0], /^\uFEFFEfternavn;Fornavn;Titel/)
  assert.match(lines[1], /^Ågård-Mikkelsen;Bjørk;Vikar;.*98-5000001/)
})

test('the front page leads to who lacks a spare and to what runs out (U3, W6)', async () => {
  await page.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name: 'Overblik' }).click()
  await page.getByRole('link', { name: 'Se hvem' }).click()
  await heading('Identifikationsmidler')
  await row('Mangler reserve').first().waitFor()
  assert.equal(search(), '?concern=lacks_spare')
  await page.goBack()
  await page.getByRole('link', { name: 'Se alle identifikationsmidler, der udløber' }).click()
  assert.equal(search(), '?ends_within=30')
  await heading('Identifikationsmidler')
})

test('it is there in English', async () => {
  await page.getByRole('button', { name: 'English' }).click()
  await heading('Authenticators')
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await row('98-5000002').getByText('Late').waitFor()
  await look(page, 'overview-english')
})
