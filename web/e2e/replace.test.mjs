// From lost, broken or a forgotten PIN to a replacement in at most three clicks, each of them counted (U8, U9).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { Administrator } from './administrator.mjs'
import { look, startBrowser } from './browser.mjs'
import { Key } from './key.mjs'
import { acts, byPassword, signe } from './people.mjs'

let hverv, chromium, page, mette, base, own, nurse, key
let clicks = 0

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  mette = await Administrator.of(page, hverv.base)
  base = `${hverv.base}/organisations/${mette.organisation}`
  await mette.change({ code_displays: true, chips: true })
  await mette.helps('86 12 34 56', 'it@torvet.example', 'Hverdage 8-15')
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  for (const role of ['card_officer', 'orderer']) {
    await mette.post('/administrators', { employee_id: me.employee_id, role, scope_kind: 'organisation' })
  }
  await acts(page, hverv.base, 'stock.import')
  await acts(page, hverv.base, 'order.place')
  const safe = await mette.post('/stock/locations', { name: 'Skabet' })
  const rows = ['SN-1;chip;Eksempel Chips', 'SN-2;chip;Eksempel Chips', 'SN-3;chip;Eksempel Chips']
  const chips = { name: 'chips.csv', mimeType: 'text/csv', buffer: Buffer.from(['serial;kind;maker', ...rows].join('\n')) }
  const at = `${hverv.base}/api/v1/organisations/${mette.organisation}`
  const multipart = { location_id: safe.id, format: 'csv', file: chips }
  assert.ok((await page.request.post(`${at}/stock/imports`, { headers: { origin: hverv.base }, multipart })).ok())
  own = await chromium.visit()
  await byPassword(own, hverv.base, hverv.person, '/me')
  nurse = (await (await own.request.get(`${hverv.base}/api/v1/me`)).json()).employee_id
  key = await Key.of(own)
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const button = (name, on = page) => on.getByRole('button', { name, exact: true })
const dialog = (on = page) => on.getByRole('dialog')
const status = (text, on = page) => on.getByRole('status').filter({ hasText: text }).waitFor()
const line = (serial) => page.getByRole('list', { name: 'Identifikationsmidler' }).getByRole('listitem').filter({ hasText: serial })
const thing = (serial) => own.getByRole('listitem').filter({ hasText: serial })
const heading = (name, on = page) => on.getByRole('heading', { level: 1, name }).waitFor()
const click = async (what) => {
  clicks++
  await what.click()
}
async function atEmployee() {
  await page.goto(`${base}/employees/${nurse}`)
  await heading(signe)
  clicks = 0
}
const inThree = () => assert.ok(clicks <= 3, `${clicks} clicks`)

// handOut fills in the dialog that the third click opened.
async function handOut(serial) {
  await dialog().getByRole('combobox', { name: 'Enhedens serienummer' }).fill(serial)
  await page.getByRole('option', { name: serial }).click()
  await button('Udlever fra lager', dialog()).click()
  await status(`Enheden ${serial} er udleveret`)
}

async function register(serial) {
  await own.bringToFront()
  await own.goto(`${hverv.base}/me`)
  await thing(serial)
    .getByRole('link', { name: /^Aktivér/ })
    .click()
  await button('Aktivér chip', own).click()
  await own.getByText('Chippen er i brug').waitFor()
  await own.goto(`${hverv.base}/me`)
  await thing(serial).getByText('I brug').waitFor()
}

test('who lacks a spare gets one from the stock, the page offers it (U3)', async () => {
  await atEmployee()
  await page.getByText('Der mangler et identifikationsmiddel i reserve').waitFor()
  await look(page, 'replace-spare')
  await click(button('Udlever fra lager'))
  await look(page, 'replace-hand-out')
  await handOut('SN-1')
  inThree()
  await look(page, 'replace-handed-out')
  await register('SN-1')
})

test('lost: three clicks to another from the stock, or to an order, or to a way in meanwhile (U9)', async () => {
  await atEmployee()
  await look(page, 'replace-employee')
  await click(line('SN-1').getByRole('button', { name: /^Meld tabt/ }))
  await click(button('Meld tabt', dialog()))
  await page.getByRole('link', { name: 'Bestil ny chip' }).waitFor()
  await button('Lav midlertidig kode').waitFor()
  await look(page, 'replace-lost')
  await click(button('Udlever fra lager'))
  inThree()
  await handOut('SN-2')
  await key.wipe()
  await register('SN-2')
})

test('broken: three clicks to an order that is filled in (U9)', async () => {
  await atEmployee()
  await click(line('SN-2').getByRole('button', { name: /^Tilbagekald/ }))
  await click(button('Tilbagekald', dialog()))
  await click(page.getByRole('link', { name: 'Bestil ny chip' }))
  await heading('Ny bestilling')
  inThree()
  assert.equal(await page.getByLabel(`Type til ${signe}`).inputValue(), 'chip')
  await look(page, 'replace-order')
})

test('a forgotten PIN: two clicks, a reset at the desk, and the same chip again (U8)', async () => {
  await atEmployee()
  await click(button('Udlever fra lager'))
  await handOut('SN-3')
  await key.wipe()
  await register('SN-3')
  await atEmployee()
  await click(line('SN-3').getByRole('button', { name: /^Glemt pinkode/ }))
  await look(page, 'replace-forgotten')
  await click(button('Spær, og åbn for ny registrering', dialog()))
  await status('Chippen er spærret for den gamle pinkode')
  inThree()
  await line('SN-3').getByText('Afventer aktivering').waitFor()
  await look(page, 'replace-reset')
  await key.wipe()
  await register('SN-3')
})

test('on Min side she blocks the chip herself, and sees what she can do and whom to ask (U8, W2)', async () => {
  await own.goto(`${hverv.base}/me`)
  clicks = 0
  await click(thing('SN-3').getByRole('button', { name: /^Glemt pinkode/ }))
  await look(own, 'replace-own-forgotten')
  await click(button('Spær chippen', dialog(own)))
  await status('Chip er spærret', own)
  await own.getByText('Tag den med til skranken').waitFor()
  await own.getByRole('link', { name: '86 12 34 56' }).first().waitFor()
  await look(own, 'replace-own')
  await click(own.getByRole('link', { name: 'Tilføj en passkey' }))
  await heading('Tilføj passkey', own)
  inThree()
  await own.goto(`${hverv.base}/me`)
  await own.getByText('Tag den med til skranken').waitFor() // also when she comes back
  await atEmployee()
  await click(line('SN-3').getByRole('button', { name: /^Ophæv spærring/ }))
  await look(page, 'replace-unblock')
  await click(button('Ophæv spærring', dialog()))
  await line('SN-3').getByText('Afventer aktivering').waitFor()
  inThree()
})
