// Whoever holds the one role that orders, lends or issues finds people all the same; and a manager orders a new card for the own unit.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { Administrator } from './administrator.mjs'
import { look, startBrowser } from './browser.mjs'
import { Key } from './key.mjs'
import { acts, byPassword } from './people.mjs'

let hverv, chromium, page, mette, base, own, nurse, unit, safe, at
const people = {}

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  mette = await Administrator.of(page, hverv.base)
  base = `${hverv.base}/organisations/${mette.organisation}`
  at = `${hverv.base}/api/v1/organisations/${mette.organisation}`
  await mette.change({ code_displays: true, chips: true, chip_months: 3 })
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  await mette.post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
  await acts(page, hverv.base, 'stock.import')
  unit = await mette.post('/units', { name: 'Ambulatoriet' })
  safe = await mette.post('/stock/locations', { name: 'Skabet' })
  const chips = {
    name: 'chips.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('serial;kind;maker\nSN-11;chip;Eksempel Chips\nSN-12;chip;Eksempel Chips\n'),
  }
  const multipart = { location_id: safe.id, format: 'csv', file: chips }
  assert.ok((await page.request.post(`${at}/stock/imports`, { headers: { origin: hverv.base }, multipart })).ok())
  for (const [given, family, more] of [
    ['Bjørk', 'Ågård', { unit_id: unit.id, title: 'Læge', email: 'bjoerk@klinik.example' }],
    ['Ærlig', 'Østerby', { email: 'aerlig@klinik.example' }],
  ]) {
    people[given] = await mette.hire(given, family, { kind: 'dedicated', user_name: `${given}.x`.toLowerCase(), birth_date: '1990-02-01', ...more })
  }
  own = await chromium.visit()
  await byPassword(own, hverv.base, hverv.person, '/me')
  nurse = (await (await own.request.get(`${hverv.base}/api/v1/me`)).json()).employee_id
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (name, on = own) => on.getByRole('heading', { level: 1, name }).waitFor()
const button = (name, on = own) => on.getByRole('button', { name, exact: true })
const dialog = (on = own) => on.getByRole('dialog')
const status = (text, on = own) => on.getByRole('status').filter({ hasText: text }).waitFor()
const row = (text) => own.getByRole('row').filter({ hasText: text })
const menu = (name) => own.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name, exact: true })

// become gives the nurse one role and takes the one before; an open session follows.
let held
async function become(role, action, scope = { scope_kind: 'organisation' }) {
  if (held) await mette.post(`/administrators/${held.id}/revoke`, { reason: 'Anden opgave' })
  held = await mette.post('/administrators', { employee_id: nurse, role, ...scope })
  await acts(own, hverv.base, action)
  await own.goto(base)
}

test('an orderer who may list nobody finds for whom to order (O2)', async () => {
  await become('orderer', 'order.place')
  assert.equal(await menu('Medarbejdere').count(), 0)
  await menu('Bestillinger').click()
  await own.getByRole('link', { name: 'Ny bestilling' }).click()
  await heading('Ny bestilling')
  await own.getByRole('combobox', { name: 'Tilføj medarbejder' }).fill('ærl')
  await own.getByRole('option', { name: 'Ærlig Østerby' }).click()
  await own.getByLabel('Type til Ærlig Østerby').waitFor()
  await look(own, 'orderer-new')
  await button('Se pris og levering').click()
  await button('Bestil').click()
  await own.getByText('Bestillingen er afsendt').waitFor()
  await look(own, 'orderer-placed')
  await own.goto(`${base}/orders/new?employee=${people.Bjørk.id}&kind=chip`)
  assert.equal(await own.getByLabel('Type til Bjørk Ågård').inputValue(), 'chip')
})

test('an officer who may read nobody receives, hands out and renews (U12, U13)', async () => {
  await become('card_officer', 'device.hand_out')
  await own.goto(`${base}/office/desk/${people.Bjørk.id}`)
  await heading('Bjørk Ågård ved skranken')
  await own.getByRole('combobox', { name: 'Enhedens serienummer' }).fill('SN-11')
  await own.getByRole('option', { name: 'SN-11' }).click()
  await look(own, 'officer-desk')
  await button('Udlever enheden').click()
  await status('SN-11 er udleveret til Bjørk Ågård')

  const hers = await chromium.visit()
  await Key.of(hers)
  await hers.goto(await mette.mailed('bjoerk@klinik.example'))
  await hers.getByRole('textbox', { name: 'Udleveringskode' }).fill(await mette.handOver(people.Bjørk))
  await button('Fortsæt', hers).click()
  await hers.getByLabel('Adgangskode', { exact: true }).fill('havregrød med kanel')
  await button('Fortsæt', hers).click()
  await heading('Aktivér din chip', hers)
  await button('Aktivér', hers).click()
  await heading('Din adgang er klar', hers)
  await hers.context().close()

  await own.bringToFront()
  await own.goto(`${base}/stock/devices?serial=SN-11`)
  await own.getByRole('link', { name: 'SN-11' }).click()
  await heading('Enhed SN-11')
  assert.equal(await own.getByRole('link', { name: 'Bjørk Ågård' }).count(), 0, 'no way to a page that says no')
  await look(own, 'officer-device')
  await button('Forny').click()
  await look(own, 'officer-renew')
  await button('Forny', dialog()).click()
  await status('Chippen er fornyet')
})

test('a manager orders a new card in the own unit, with the price first, and nowhere else (U14, B5)', async () => {
  await become('unit_manager', 'order.correct', { scope_kind: 'unit', scope_id: unit.id })
  await own.goto(`${base}/employees/${people.Bjørk.id}`)
  await own.getByRole('link', { name: 'Bestil nyt kort, fordi noget er forkert' }).click()
  await heading('Nyt kort til Bjørk Ågård')
  await look(own, 'correct')
  await button('Se pris og levering').click()
  await own.getByRole('alert').filter({ hasText: 'Vælg, hvad der er forkert' }).waitFor()
  await look(own, 'correct-missing')
  await own.getByLabel('Stillingen').check({ force: true })
  await own.getByLabel('Billedet').check({ force: true })
  await button('Se pris og levering').click()
  await heading('Se bestillingen igennem')
  await own.getByText('115,00').first().waitFor()
  await look(own, 'correct-check')
  await button('Ret').click()
  assert.ok(await own.getByLabel('Stillingen').isChecked())
  await button('Se pris og levering').click()
  await button('Bestil').click()
  await own.getByText('Bestillingen er afsendt').waitFor()
  await look(own, 'correct-placed')

  await own.goto(`${base}/orders/correct?employee=${people.Ærlig.id}`)
  await own.getByRole('heading', { level: 1, name: 'Du har ikke adgang til denne side' }).waitFor()
  await look(own, 'correct-elsewhere')
})

test('an auditor finds the loans in the menu, and may change nothing there (U10)', async () => {
  await become('auditor', 'loan.export')
  await menu('Udlån').click()
  await heading('Udlån')
  await status('Alt er afleveret')
  assert.equal(await button('Lån ud').count(), 0)
  assert.equal(await row('Tag imod').count(), 0)
  await look(own, 'auditor-loans')
})
