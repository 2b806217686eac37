// A nurse gets a chip by its number, takes it into use, signs in with it and renews it; on the day that it lies at home she
// is helped by a temporary pass.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { Administrator } from './administrator.mjs'
import { look, startBrowser } from './browser.mjs'
import { Key } from './key.mjs'
import { acts, byPassword, signe } from './people.mjs'

let hverv, chromium, office, mette, own, home, nurse, code
before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  office = await chromium.visit()
  mette = await Administrator.of(office, hverv.base)
  home = `/organisations/${mette.organisation}`
  own = await chromium.visit()
  await byPassword(own, hverv.base, hverv.person, '/me')
  nurse = (await (await own.request.get(`${hverv.base}/api/v1/me`)).json()).employee_id
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (on, name) => on.getByRole('button', { name, exact: true })
const dialog = (page) => page.getByRole('dialog')
const status = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor()
const chip = () => own.getByRole('listitem').filter({ hasText: 'SN-77' })

test('the clinic lets chips be used for three months at a time (U2, U12)', async () => {
  await office.goto(`${hverv.base}${home}/settings`)
  await heading(office, 'Indstillinger')
  await office.getByLabel('Chip', { exact: true }).check({ force: true })
  await office.getByLabel('Måneder, en chip gælder').fill('99')
  await button(office, 'Gem indstillinger').click()
  await office.getByRole('alert').first().waitFor()
  await look(office, 'settings-chips-wrong')
  await office.getByLabel('Måneder, en chip gælder').fill('3')
  await button(office, 'Gem indstillinger').click()
  await office.getByText('Indstillingerne er gemt').waitFor()
  await look(office, 'settings-chips')
})

test('a chip is handed out by its number (O5)', async () => {
  const me = await (await office.request.get(`${hverv.base}/api/v1/me`)).json()
  await mette.post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
  await acts(office, hverv.base, 'stock.import')
  const safe = await mette.post('/stock/locations', { name: 'Skabet' })
  const file = { name: 'chips.csv', mimeType: 'text/csv', buffer: Buffer.from('serial;kind;maker\nSN-77;chip;Eksempel Chips\n') }
  const multipart = { location_id: safe.id, format: 'csv', file }
  const taken = await office.request.post(`${hverv.base}/api/v1${home}/stock/imports`, { headers: { origin: hverv.base }, multipart })
  assert.equal((await taken.json()).added, 1)
  await office.goto(`${hverv.base}${home}/stock/devices?serial=SN-77`)
  await office.getByRole('link', { name: 'SN-77' }).click()
  await heading(office, 'Enhed SN-77')
  await button(office, 'Udlever').click()
  await dialog(office).getByRole('combobox', { name: 'Medarbejder' }).fill('Signe')
  await office.getByRole('option', { name: signe }).click()
  await button(dialog(office), 'Udlever').click()
  await status(office, 'Enheden er udleveret')
})

test('she takes it into use on her own page (U2, U7)', async () => {
  await Key.of(own)
  await own.reload()
  await chip().getByText('Serienummer SN-77').waitFor()
  await look(own, 'me-chip-waits')
  await chip()
    .getByRole('link', { name: /^Aktivér/ })
    .click()
  await heading(own, 'Aktivér chip')
  await look(own, 'me-chip')
  await button(own, 'Aktivér chip').click()
  await own.getByText('Chippen er i brug').waitFor()
  await own.getByRole('link', { name: 'Tilbage til Min side' }).click()
  await chip()
    .getByText(/^Gælder til/)
    .waitFor()
  await look(own, 'me-chip-in-use')
})

test('the chip opens the door, and is renewed by who has just used it (P2, U12)', async () => {
  await chip()
    .getByRole('button', { name: /^Forny/ })
    .click()
  await button(dialog(own), 'Forny').click()
  await dialog(own).getByText('Log først på med netop denne chip').waitFor()
  await look(own, 'me-chip-renew-first')
  await dialog(own).getByRole('link', { name: 'Log på med chippen nu' }).click()
  await own.getByRole('button', { name: 'Log på med chip eller passkey' }).click()
  await heading(own, 'Min side')
  await chip()
    .getByRole('button', { name: /^Forny/ })
    .click()
  await button(dialog(own), 'Forny').click()
  await status(own, 'er fornyet')
  await look(own, 'me-chip-renewed')
})

test('a temporary pass helps when everything lies at home (U9)', async () => {
  await office.goto(`${hverv.base}${home}/employees/${nurse}`)
  await heading(office, signe)
  await button(office, 'Lav midlertidig kode').click()
  await look(office, 'employee-pass')
  await button(dialog(office), 'Lav koden').click()
  await dialog(office)
    .getByRole('link', { name: /^Begrundelse: Skal udfyldes/ })
    .waitFor()
  await dialog(office).getByLabel('Begrundelse').fill('Har glemt chip og telefon hjemme')
  await button(dialog(office), 'Lav koden').click()
  await dialog(office).getByText('Når du lukker, er den væk').waitFor()
  code = await dialog(office).locator('.secret').textContent()
  assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/)
  await look(office, 'employee-pass-code')
  await button(dialog(office), 'Luk').click()
  await office.getByText(/^Har en midlertidig kode til/).waitFor()
  await look(office, 'employee-pass-issued')

  const elsewhere = await chromium.visit()
  await elsewhere.goto(`${hverv.base}/signin?return_to=/me`)
  await elsewhere.getByLabel('Brugernavn', { exact: true }).fill(hverv.person.user_name)
  await elsewhere.getByLabel('Adgangskode', { exact: true }).fill(hverv.person.password)
  await button(elsewhere, 'Fortsæt').click()
  await elsewhere.getByText('Du kan også skrive den midlertidige kode').waitFor()
  await look(elsewhere, 'signin-pass')
  await elsewhere.getByLabel('Kode').fill(code.toLowerCase())
  await button(elsewhere, 'Fortsæt').click()
  await heading(elsewhere, 'Min side')
  await elsewhere.getByText(/^Du har en midlertidig kode/).waitFor()
  assert.equal(await elsewhere.getByRole('link', { name: 'Tilføj passkey' }).count(), 0, 'a pass adds nothing to sign in with')
  await look(elsewhere, 'me-pass')

  await button(office, 'Stop koden').click()
  await look(office, 'employee-pass-stop')
  await button(dialog(office), 'Stop koden').click()
  await status(office, 'Den midlertidige kode gælder ikke længere')
  await elsewhere.reload()
  await elsewhere.getByRole('link', { name: 'Log på' }).first().waitFor()
})

test('the last one goes only with a reason (U9)', async () => {
  const list = office.getByRole('list', { name: 'Identifikationsmidler' })
  await list.getByRole('listitem').filter({ hasText: 'App' }).first().getByRole('button', { name: /^Spær/ }).click()
  await button(dialog(office), 'Spær').click()
  await status(office, 'Det er gjort: Spær')
  await list
    .getByRole('listitem')
    .filter({ hasText: 'SN-77' })
    .getByRole('button', { name: /^Tilbagekald/ })
    .click()
  await dialog(office).getByText('Det er det eneste, medarbejderen kan logge på med lige nu').waitFor()
  await button(dialog(office), 'Tilbagekald').click()
  await dialog(office)
    .getByRole('link', { name: /^Begrundelse: Skal udfyldes/ })
    .waitFor()
  await look(office, 'employee-last-authenticator')
  await dialog(office).getByLabel('Begrundelse').fill('Chippen er knækket')
  await button(dialog(office), 'Tilbagekald').click()
  await status(office, 'Det er gjort: Tilbagekald')
})
