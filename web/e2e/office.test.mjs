// Mette runs the clinic's issuing office: prints letters, books times, proofs people and hands out.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { Administrator } from './administrator.mjs'
import { look, startBrowser } from './browser.mjs'
import { textOf } from './pdf.mjs'

let hverv, chromium, page, mette, bjoerk, base

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  mette = await Administrator.of(page, hverv.base)
  base = `${hverv.base}/organisations/${mette.organisation}`
  const me = await (await page.request.get(`${hverv.base}/api/v1/me`)).json()
  await mette.post('/administrators', { employee_id: me.employee_id, role: 'card_officer', scope_kind: 'organisation' })
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
