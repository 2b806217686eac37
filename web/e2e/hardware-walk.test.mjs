// The life of a clinic's hardware, page by page: two code displays and a chip are ordered, received, handed over and taken into
// use; one display is lost and replaced at once, another is ordered anew.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { Administrator } from './administrator.mjs'
import { look, startBrowser } from './browser.mjs'
import { App } from './code.mjs'
import { Key } from './key.mjs'
import { linkIn, mailTo } from './mailbox.mjs'
import { acts, byPassword, signe } from './people.mjs'

let hverv, chromium, page, mette, base, own, bjoerk, nurse
const mail = 'bjoerk@klinik.example'
const password = 'havregrød med kanel'
const hex = (last) => `31323334353637383930313233343536373839${last}`
// What three code displays show: seeds of the file below, as an authenticator app would write them.
const displays = ['Q', 'R', 'S'].map((last) => new App(`GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ${last}`))
const file = [
  'serial;kind;maker;model;secret_hex;period',
  ...[0, 1, 2].map((n) => `98-100000${n};code_display;Eksempel Tokens;E200;${hex(30 + n)};30`),
  'SN-55;chip;Eksempel Chips;C1;;',
].join('\n')

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  mette = await Administrator.of(page, hverv.base)
  base = `${hverv.base}/organisations/${mette.organisation}`
  await mette.change({ code_displays: true, chips: true, chip_months: 3 })
  await mette.helps('86 12 34 56', 'it@torvet.example', 'Hverdage 8-15')
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  for (const role of ['card_officer', 'orderer']) {
    await mette.post('/administrators', { employee_id: me.employee_id, role, scope_kind: 'organisation' })
  }
  await acts(page, hverv.base, 'stock.import')
  await acts(page, hverv.base, 'order.place')
  bjoerk = await mette.hire('Bjørk', 'Ågård', { kind: 'dedicated', user_name: 'bjoerk.aagaard', email: mail, birth_date: '1990-02-01' })
  const safe = await mette.post('/stock/locations', { name: 'Skabet i receptionen' })
  const multipart = { location_id: safe.id, format: 'csv', file: { name: 'enheder.csv', mimeType: 'text/csv', buffer: Buffer.from(file) } }
  const at = `${hverv.base}/api/v1/organisations/${mette.organisation}`
  const taken = await page.request.post(`${at}/stock/imports`, { headers: { origin: hverv.base }, multipart })
  assert.equal((await taken.json()).added, 4)
  own = await chromium.visit()
  await byPassword(own, hverv.base, hverv.person, '/me')
  nurse = (await (await own.request.get(`${hverv.base}/api/v1/me`)).json()).employee_id
  await page.goto(base)
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (name, on = page) => on.getByRole('heading', { level: 1, name }).waitFor()
const button = (name, on = page) => on.getByRole('button', { name, exact: true })
const status = (text, on = page) => on.getByRole('status').filter({ hasText: text }).waitFor()
const row = (text) => page.getByRole('row').filter({ hasText: text })
const dialog = (on = page) => on.getByRole('dialog')
const go = (name) => page.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name, exact: true }).click()
const thing = (serial) => own.getByRole('listitem').filter({ hasText: serial })
const line = (serial) => page.getByRole('list', { name: 'Identifikationsmidler' }).getByRole('listitem').filter({ hasText: serial })

async function choose(typed, name, kind) {
  await page.getByRole('combobox', { name: 'Tilføj medarbejder' }).fill(typed)
  await page.getByRole('option', { name }).click()
  await page.getByLabel(`Type til ${name}`).last().selectOption(kind)
}

test('two code displays and a chip are ordered (O1, B5)', async () => {
  await go('Bestillinger')
  await page.getByRole('link', { name: 'Ny bestilling' }).click()
  await heading('Ny bestilling')
  await choose('signe', signe, 'Kodeviser')
  await choose('bjørk', 'Bjørk Ågård', 'Kodeviser')
  await choose('signe', signe, 'Chip')
  await look(page, 'walk-order-new')
  await button('Se pris og levering').click()
  await heading('Se bestillingen igennem')
  await page.getByText('182,00').waitFor()
  await look(page, 'walk-order-check')
  await button('Bestil').click()
  await page.getByText('Bestillingen er afsendt').waitFor()
  await look(page, 'walk-order-placed')
})

test('the own stock sends one, hands the others over, and what was sent is received (O4, O5)', async () => {
  await fetch(`${hverv.base}/demo/jobs/drain`, { method: 'POST' })
  await go('Bestillinger')
  await page.getByRole('link', { name: 'Skal sendes' }).click()
  await heading('Skal sendes')
  await row('Bjørk Ågård').waitFor()
  await look(page, 'walk-queue')
  for (const [whose, step, serial] of [
    [row('Bjørk Ågård'), 'Send', '98-1000000'],
    [row(signe).filter({ hasText: 'Kodeviser' }), 'Udlever', '98-1000001'],
    [row(signe).filter({ hasText: 'Chip' }), 'Udlever', 'SN-55'],
  ]) {
    await whose.getByRole('button', { name: step }).click()
    await dialog().getByLabel('Serienummer').fill(serial)
    await look(page, `walk-${serial}`)
    await button(step, dialog()).click()
    await status(step === 'Send' ? 'Sendt til' : 'Udleveret til')
    await whose.waitFor({ state: 'detached' })
  }
  await page.getByText('Der er ikke noget, der skal sendes').waitFor()
  await look(page, 'walk-queue-after')
  await go('Bestillinger')
  await row(/\d{6}-/)
    .getByRole('link')
    .first()
    .click()
  await heading(/^Bestilling /)
  await row('98-1000000').getByRole('button', { name: 'Modtaget' }).click()
  await look(page, 'walk-receive')
  await button('Modtaget', dialog()).click()
  await status('Registreret som leveret til Bjørk Ågård')
  await look(page, 'walk-order-delivered')
})

test('she takes her code display and her chip into use on Min side (U2, U7)', async () => {
  await own.reload()
  await thing('98-1000001').getByText('Leveret').waitFor()
  await look(own, 'walk-me-waits')
  await thing('98-1000001').getByRole('link').click()
  await heading('Tag din kodeviser i brug', own)
  await own.getByLabel('Kode fra kodeviseren').fill(await displays[1].next())
  await look(own, 'walk-me-display')
  await button('Tag kodeviseren i brug', own).click()
  await own.getByText('Kodeviseren er i brug').waitFor()
  await own.getByRole('link', { name: 'Tilbage til Min side' }).click()
  await Key.of(own)
  await thing('SN-55').getByRole('link').click()
  await heading('Aktivér chip', own)
  await button('Aktivér chip', own).click()
  await own.getByText('Chippen er i brug').waitFor()
  await own.getByRole('link', { name: 'Tilbage til Min side' }).click()
  await thing('SN-55').getByText('I brug').waitFor()
  await look(own, 'walk-me-in-use')
})

test('a new colleague takes hers into use by the link of the mail, and signs in with it (U5, P2)', async () => {
  const code = await mette.handOver(bjoerk)
  const new_one = await chromium.visit({ viewport: { width: 375, height: 740 } })
  await new_one.goto(await linkIn(hverv.base, mail, 'Din kodeviser fra'))
  await new_one.getByRole('textbox', { name: 'Udleveringskode' }).fill(code)
  await button('Fortsæt', new_one).click()
  await new_one.getByLabel('Adgangskode', { exact: true }).fill(password)
  await button('Fortsæt', new_one).click()
  await heading('Tag din kodeviser i brug', new_one)
  await new_one.getByLabel('Kode fra kodeviseren').fill(await displays[0].next())
  await look(new_one, 'walk-activate-display')
  await button('Aktivér', new_one).click()
  await heading('Din adgang er klar', new_one)
  await look(new_one, 'walk-activated')
  await new_one.getByRole('link', { name: 'Log på' }).last().click()
  await new_one.getByLabel('Brugernavn', { exact: true }).fill('bjoerk.aagaard')
  await new_one.getByLabel('Adgangskode', { exact: true }).fill(password)
  await button('Fortsæt', new_one).click()
  await new_one.getByLabel('Kode').fill(await displays[0].next())
  await look(new_one, 'walk-signin-display')
  await button('Fortsæt', new_one).click()
  await heading('Min side', new_one)
  await new_one.context().close()
})

test('a display is lost; she hears what she can do, and the clinic hands her another (U9)', async () => {
  await thing('98-1000001').getByRole('button', { name: /^Meld/ }).click()
  await dialog(own).getByLabel('Hvad er der sket?').fill('Den blev i toget')
  await look(own, 'walk-me-lost')
  await button('Meld mistet', dialog(own)).click()
  await own.getByText('Sådan får du noget nyt at logge på med').waitFor()
  await own.getByText('86 12 34 56').first().waitFor()
  await look(own, 'walk-me-replace')

  const { body } = await mailTo(hverv.base, 'mette@klinik.example', 'har mistet sit identifikationsmiddel')
  assert.match(body, /Signe Ørum/)
  await page.goto(`${base}/employees/${nurse}`)
  await line('98-1000001').getByText('Tabt').waitFor()
  await look(page, 'walk-employee-lost')
  await page.goto(`${base}/stock/devices?state=in_stock`)
  await page.getByRole('link', { name: '98-1000002' }).click()
  await button('Udlever').click()
  await dialog().getByRole('combobox', { name: 'Medarbejder' }).fill('Signe')
  await page.getByRole('option', { name: signe }).click()
  await button('Udlever', dialog()).click()
  await status('Enheden er udleveret')
  await look(page, 'walk-stock-replaced')

  await own.goto(`${hverv.base}/me`)
  await thing('98-1000002').getByRole('link').click()
  await own.getByLabel('Kode fra kodeviseren').fill(await displays[2].next())
  await button('Tag kodeviseren i brug', own).click()
  await own.getByText('Kodeviseren er i brug').waitFor()
})

test('another is lost with nothing left, and ordered anew from the page of the employee (U8, U9)', async () => {
  await page.goto(`${base}/employees/${bjoerk.id}`)
  await line('98-1000000')
    .getByRole('button', { name: /^Meld tabt/ })
    .click()
  await look(page, 'walk-employee-report-lost')
  await button('Meld tabt', dialog()).click()
  await status('Det er gjort: Meld tabt')
  await page.getByText('Medarbejderen kan ikke logge på lige nu').waitFor()
  await look(page, 'walk-employee-replace')
  await page.getByRole('link', { name: 'Bestil ny kodeviser' }).click()
  await heading('Ny bestilling')
  assert.equal(await page.getByLabel('Type til Bjørk Ågård').inputValue(), 'code_display')
  await look(page, 'walk-order-again')
  await button('Se pris og levering').click()
  await button('Bestil').click()
  await page.getByText('Bestillingen er afsendt').waitFor()
  await page.goto(`${base}/employees/${bjoerk.id}`)
  await page.getByText('Noget er på vej').waitFor()
  await look(page, 'walk-employee-on-its-way')
})
