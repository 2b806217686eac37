// Bjørk has nothing but a chip: she takes it into use by her link, is seen by two officers and reaches the highest level; a copy
// of the chip is refused, and she registers it anew.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { Administrator } from './administrator.mjs'
import { look, startBrowser } from './browser.mjs'
import { Key } from './key.mjs'
import { linkIn, mailTo } from './mailbox.mjs'
import { acts, byPassword } from './people.mjs'

let hverv, chromium, office, mette, base, own, bjoerk, chip, copy
const password = 'havregrød med kanel'
const mail = 'bjoerk@klinik.example'

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  office = await chromium.visit()
  mette = await Administrator.of(office, hverv.base)
  base = `${hverv.base}/organisations/${mette.organisation}`
  const at = `${hverv.base}/api/v1/organisations/${mette.organisation}`
  await mette.change({ chips: true })
  const me = await (await office.request.get(`${hverv.base}/api/v1/me`)).json()
  const { data } = await (await office.request.get(`${at}/employees/find?q=${hverv.person.user_name}`)).json()
  const nurse = data[0].id
  for (const employee_id of [me.employee_id, nurse]) {
    await mette.post('/administrators', { employee_id, role: 'card_officer', scope_kind: 'organisation' })
  }
  await acts(office, hverv.base, 'stock.import')
  const unit = await mette.post('/units', { name: 'Ambulatoriet' })
  const rest = { unit_id: unit.id, title: 'Læge', birth_date: '1990-02-01' }
  bjoerk = await mette.hire('Bjørk', 'Ågård', { kind: 'dedicated', user_name: 'bjoerk.aagaard', email: mail, ...rest })
  const safe = await mette.post('/stock/locations', { name: 'Skabet' })
  const file = { name: 'chips.csv', mimeType: 'text/csv', buffer: Buffer.from('serial;kind;maker\nSN-91;chip;Eksempel Chips\n') }
  const multipart = { location_id: safe.id, format: 'csv', file }
  const taken = await office.request.post(`${at}/stock/imports`, { headers: { origin: hverv.base }, multipart })
  assert.equal((await taken.json()).added, 1)
  own = await chromium.visit()
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (on, name) => on.getByRole('button', { name, exact: true })
const dialog = (page) => page.getByRole('dialog')
const status = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor()
const level = (word) => own.getByRole('definition').filter({ hasText: word }).waitFor()

// known gives user name and password; signIn the chip, too.
async function known() {
  await own.bringToFront()
  await own.goto(`${hverv.base}/signin?fresh=1&return_to=/me`)
  await own.getByLabel('Brugernavn', { exact: true }).fill('bjoerk.aagaard')
  await own.getByLabel('Adgangskode', { exact: true }).fill(password)
  await button(own, 'Fortsæt').click()
}
async function signIn() {
  await known()
  await own.getByRole('button', { name: 'Log på med chip eller passkey' }).click()
}

// open shows by a hand-over code that it is her who has the link.
async function open(link) {
  const code = await mette.handOver(bjoerk)
  await own.bringToFront()
  await own.goto(link)
  await heading(own, /Vis, at det er dig|Tilknyt/)
  await own.getByRole('textbox', { name: 'Udleveringskode' }).fill(code)
  await button(own, 'Fortsæt').click()
}

test('a chip is handed out before she has signed in, and her link takes it into use (U2, U5)', async () => {
  await office.goto(`${base}/stock/devices?serial=SN-91`)
  await office.getByRole('link', { name: 'SN-91' }).click()
  await button(office, 'Udlever').click()
  await dialog(office).getByRole('combobox', { name: 'Medarbejder' }).fill('Bjørk')
  await office.getByRole('option', { name: 'Bjørk Ågård' }).click()
  await look(office, 'chip-hand-out')
  await button(dialog(office), 'Udlever').click()
  await status(office, 'Enheden er udleveret')

  chip = await Key.of(own)
  await open(await linkIn(hverv.base, mail, 'Din chip fra'))
  await heading(own, 'Vælg en adgangskode')
  await own.getByLabel('Adgangskode', { exact: true }).fill(password)
  await button(own, 'Fortsæt').click()
  await heading(own, 'Aktivér din chip')
  await look(own, 'chip-activate')
  await button(own, 'Aktivér').click()
  await heading(own, 'Din adgang er klar')
  await look(own, 'chip-activated')
})

test('user name, password and chip open the door, at no more than she was seen for (P2, P3)', async () => {
  await known()
  await own.getByRole('heading', { level: 1, name: 'Brug din chip eller passkey' }).waitFor()
  await look(own, 'chip-signin')
  await own.getByRole('button', { name: 'Log på med chip eller passkey' }).click()
  await heading(own, 'Min side')
  await level('Betydelig')
  await look(own, 'chip-me')
})

test('two officers see her with her passport, and the chip reaches the highest level (U13, P3)', async () => {
  await office.goto(`${base}/office/desk/${bjoerk.id}`)
  await heading(office, 'Bjørk Ågård ved skranken')
  const photo = await own.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 240, height: 300 } }) // any picture will do
  await button(office, 'Registrér legitimation').click()
  await dialog(office).getByLabel('Dokumentets nummer').fill('201234567')
  await dialog(office)
    .getByLabel('Gyldigt til')
    .fill(`${new Date().getFullYear() + 3}-01-01`)
  await dialog(office).getByLabel('Høj', { exact: true }).check({ force: true })
  await dialog(office).getByLabel('Billede').setInputFiles({ name: 'bjoerk.jpg', mimeType: 'image/jpeg', buffer: photo })
  await look(office, 'chip-proof-high')
  await button(dialog(office), 'Registrér').click()
  await status(office, 'venter på, at en anden kortansvarlig bekræfter')

  const second = await chromium.visit()
  await byPassword(second, hverv.base, hverv.person, '/me')
  await acts(second, hverv.base, 'proofing.confirm')
  await second.goto(`${base}/office/desk/${bjoerk.id}`)
  await button(second, 'Bekræft').click()
  await button(dialog(second), 'Bekræft').click()
  await status(second, 'Legitimationen er bekræftet')
  await second.context().close()

  await signIn()
  await heading(own, 'Min side')
  await level('Høj')
  copy = await chip.kept()
  await look(own, 'chip-me-high')
})

test('a copy of the chip is refused in words, and she and her administrators are told (U8)', async () => {
  await signIn() // the chip counts on, its copy does not
  await heading(own, 'Min side')
  await chip.becomes(copy)
  await signIn()
  await own.getByText('Chippen eller passkeyen blev ikke godtaget').waitFor()
  await look(own, 'chip-copy-refused')
  const told = await mailTo(hverv.base, mail, 'Din chip eller passkey hos')
  assert.match(told.body, /en kopi af din chip/)
  const others = await mailTo(hverv.base, 'mette@klinik.example', 'En kopieret chip')
  assert.match(others.body, /Bjørk Ågård/)
  await known()
  await own.waitForLoadState()
  await look(own, 'chip-blocked')
})

test('with nothing else to sign in with she gets a new link, and the copy stays worthless (U8)', async () => {
  await office.goto(`${base}/employees/${bjoerk.id}`)
  const line = office.getByRole('list', { name: 'Identifikationsmidler' }).getByRole('listitem').filter({ hasText: 'SN-91' })
  await line.getByText('Spærret').waitFor()
  await look(office, 'chip-employee-blocked')
  await line.getByRole('button', { name: /^Ophæv spærring/ }).click()
  await look(office, 'chip-employee-unblock')
  await button(dialog(office), 'Ophæv spærring').click()
  await line.getByText('Afventer aktivering').waitFor()
  await office.getByText('linket fra den nyeste mail').waitFor()
  await look(office, 'chip-employee-again')
  await chip.wipe()
  await open(await mette.mailed(mail))
  await heading(own, 'Aktivér din chip')
  await button(own, 'Aktivér').click()
  await heading(own, 'Chippen eller passkeyen er i brug')
  await signIn()
  await heading(own, 'Min side')
  await level('Høj')
  await chip.becomes(copy)
  await signIn()
  await own.getByText('Det lykkedes ikke at bruge chippen').waitFor() // it is asked for the new key alone
})
