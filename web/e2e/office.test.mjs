// Mette runs the clinic's issuing office: prints letters, books times, proofs people and hands out.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { Administrator } from './administrator.mjs'
import { look, startBrowser } from './browser.mjs'
import { textOf } from './pdf.mjs'
import { acts } from './people.mjs'

let hverv, chromium, page, mette, bjoerk, base

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  mette = await Administrator.of(page, hverv.base)
  base = `${hverv.base}/organisations/${mette.organisation}`
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  await mette.post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
  await acts(page, hverv.base, 'stock.import')
  bjoerk = await mette.hire('Bjørk', 'Ågård', {
    kind: 'dedicated',
    user_name: 'bjoerk.aagaard',
    email: 'bjoerk@example.test',
    birth_date: '1990-02-01',
  })
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

// kept gives the bytes of the next answer from an address: what became a blob, Chromium does not show again.
const kept = (url) =>
  new Promise((resolve, reject) => {
    const keep = async (route) => {
      const response = await route.fetch()
      resolve(await response.body())
      await route.fulfill({ response })
    }
    page.route(url, keep, { times: 1 }).catch(reject)
  })

const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (name, on = page) => on.getByRole('button', { name, exact: true })
const status = (text) => page.getByRole('status').filter({ hasText: text }).waitFor()
const row = (text) => page.getByRole('row').filter({ hasText: text })
const dialog = () => page.getByRole('dialog')

test('a hand-over code goes by letter, and nobody sees it before (U15)', async () => {
  await page.goto(`${base}/employees/${bjoerk.id}`)
  await button('Lav udleveringskode').click()
  await dialog().getByLabel('Med brev').check()
  await dialog().getByLabel('Vej og nummer').fill('Blåbærstien 7')
  await look(page, 'office-code-by-letter')
  await button('Lav koden', dialog()).click()
  await page.getByRole('alert').filter({ hasText: 'By' }).first().waitFor() // half an address is none
  await dialog().getByLabel('Postnummer').fill('6270')
  await dialog().getByLabel('By', { exact: false }).last().fill('Tønder')
  await button('Lav koden', dialog()).click()
  await dialog().getByText('Koden står i et brev til Bjørk Ågård').waitFor()
  await look(page, 'office-code-in-letter')
  await dialog().getByRole('link', { name: 'Gå til breve' }).click()
  await heading('Breve')
  await row('Bjørk Ågård').getByText('Venter').waitFor()
  await look(page, 'office-letters')
})

test('the letter is printed, and what stood in it is gone (U15)', async () => {
  await button('Udskriv brevet til Bjørk Ågård').click()
  await look(page, 'office-letter-print')
  const sheet = kept('**/print')
  await button('Hent brevet', dialog()).click()
  await dialog().getByRole('link', { name: 'Åbn brevet' }).waitFor()
  const text = textOf(await sheet)
  for (const part of ['Bjørk Ågård', 'Blåbærstien 7', '6270 Tønder', 'Din udleveringskode']) assert.ok(text.includes(part), `${part} in\n${text}`)
  assert.match(text, /[A-Z3-9]{5}-[A-Z3-9]{5}/)
  assert.ok(!text.includes('bjoerk.aagaard'), 'no user name beside the code')
  await look(page, 'office-letter-came')
  await button('Det kom ikke ud', dialog()).click()
  await dialog().getByLabel('Hvad skete der?').fill('Papiret sad fast')
  await look(page, 'office-letter-failed')
  await button('Det kom ikke ud', dialog()).click()
  await status('venter igen på at blive udskrevet')
  await button('Udskriv brevet til Bjørk Ågård').click()
  await button('Hent brevet', dialog()).click()
  await button('Det kom ud', dialog()).click()
  await status('Brevet til Bjørk Ågård er udskrevet')
  await page.getByText('Ingen breve venter på at blive udskrevet').waitFor()
  await page.getByLabel('Vis', { exact: true }).selectOption('Udskrevet')
  await row('Bjørk Ågård').getByText('Udskrevet').waitFor()
  await look(page, 'office-letters-printed')
})

test('an office is made, and somebody gets a time there (U13)', async () => {
  await page.goto(`${base}/office/settings`)
  await heading('Kontorer og åbningstider')
  await button('Opret kontor').click()
  await dialog().getByLabel('Navn').fill('Kortkontoret')
  await dialog().getByLabel('Vej og nummer').fill('Ærøvej 3')
  await dialog().getByLabel('Postnummer').fill('8000')
  await dialog().getByLabel('By', { exact: true }).fill('Aarhus C')
  for (const day of ['Mandag', 'Tirsdag', 'Onsdag', 'Torsdag', 'Fredag', 'Lørdag', 'Søndag']) await dialog().getByLabel(day).fill('8-12')
  await look(page, 'office-settings-add')
  await button('Gem', dialog()).click()
  await status('Kortkontoret er gemt')
  await row('Kortkontoret').waitFor()
  await look(page, 'office-settings')
  await page.goto(`${base}/office`)
  await heading('Udleveringskontor')
  await button('Aftal en tid').click()
  await dialog().getByRole('combobox', { name: 'Medarbejder' }).fill('Bjørk')
  await dialog().getByRole('option', { name: 'Bjørk Ågård' }).click()
  await button('Næste uge', dialog()).click()
  await dialog()
    .getByRole('button', { name: /kl\. 08\.00/ })
    .first()
    .click()
  await look(page, 'office-book')
  await button('Bestil tiden', dialog()).click()
  await status('Tiden er bestilt')
  await button('Næste uge').click()
  await row('Bjørk Ågård').waitFor()
  await look(page, 'office-week')
})

test('somebody is proofed, handed a device and signs for it (U13)', async () => {
  const at = `${hverv.base}/api/v1/organisations/${mette.organisation}`
  const etag = (await page.request.get(at)).headers().etag
  await page.request.patch(at, { headers: { 'if-match': etag, origin: hverv.base }, data: { code_displays: true } })
  const { id } = await mette.post('/stock/locations', { name: 'Skabet' })
  const file = 'serial;kind;maker;model;secret_hex;period\n98-7000001;code_display;Eksempel Tokens;E200;3132333435363738393031323334353637383930;30'
  const multipart = { format: 'csv', location_id: id, file: { name: 'e.csv', mimeType: 'text/csv', buffer: Buffer.from(file) } }
  assert.ok((await page.request.post(`${at}/stock/imports`, { headers: { origin: hverv.base }, multipart })).ok())
  await page.goto(`${base}/office/desk/${bjoerk.id}`)
  await heading('Bjørk Ågård ved skranken')
  await look(page, 'office-desk')
  await button('Registrér legitimation').click()
  await dialog().getByLabel('Dokumentets nummer').fill('201234567')
  await dialog().getByLabel('Gyldigt til').fill('2035-01-01')
  await look(page, 'office-proof')
  await button('Registrér', dialog()).click()
  await status('Legitimationen er registreret')
  await row('Pas').getByText('Bekræftet').waitFor()
  await page.getByRole('combobox', { name: 'Enhedens serienummer' }).fill('98-7')
  await page.getByRole('option', { name: '98-7000001' }).click()
  await button('Udlever enheden').click()
  await status('98-7000001 er udleveret til Bjørk Ågård')
  const sheet = kept('**/receipts/*/print')
  await button('Udskriv kvitteringen for 98-7000001').click()
  await page.getByRole('link', { name: 'Åbn kvitteringen' }).waitFor()
  const text = textOf(await sheet)
  for (const part of ['Kvittering for udlevering', 'Bjørk Ågård', '98-7000001', 'Kodeviser']) assert.ok(text.includes(part), `${part} in\n${text}`)
  await button('Kvitteringen for 98-7000001 er underskrevet på papir').click()
  await status('Kvitteringen for 98-7000001 er underskrevet')
  await row('98-7000001').getByText('Underskrevet på papir').waitFor()
  await look(page, 'office-desk-done')
})

test('an employee books, moves and cancels a time (U13)', async () => {
  await page.goto(`${hverv.base}/me/appointments`)
  await heading('Mine tider og kvitteringer')
  await button('Aftal en tid').click()
  await button('Næste uge').click()
  await page
    .getByRole('button', { name: /kl\. 08\.20/ })
    .first()
    .click()
  await look(page, 'office-own-book')
  await button('Bestil tiden').click()
  await status('Tiden er bestilt')
  await look(page, 'office-own')
  await button('Aflys').click()
  await status('Tiden er aflyst')
  await page.getByText('Du har ingen tider').waitFor()
})
