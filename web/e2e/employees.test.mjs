// Mette, who administrates a clinic, looks through her employees, creates some, and corrects them.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { byEid, mette } from './people.mjs'

let hverv, chromium, page, base
const names = { long: 'Ægidius Østen Århus-Møllegård Bjørnskov Kærsgård Sæderup Åkirkeby', given: 'Åse Ærø', family: 'Østergård-Sørensen' }

before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  await byEid(page, hverv.base, mette, { organisation: 'Klinikken på Torvet' })
  await heading('Klinikken på Torvet ApS')
  base = `${new URL(page.url()).pathname}/employees`
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (name, on = page) => on.getByRole('heading', { level: 1, name }).waitFor()
const field = (name, on = page) => on.getByLabel(name, { exact: true })
const status = (text, on = page) => on.getByRole('status').filter({ hasText: text }).waitFor()
const found = (n) => status(n === 1 ? /^1 medarbejder$/ : new RegExp(`^${n} medarbejdere$`))
const search = 'Søg efter en medarbejder'
const submit = (on = page) => on.getByRole('main').getByRole('button', { name: 'Opret medarbejder' })

// asked gives the requests to the API that something leads to, until there are no more.
async function asked(act) {
  const calls = []
  const note = (request) => new URL(request.url()).pathname.startsWith('/api/') && calls.push(new URL(request.url()))
  page.on('request', note)
  await act()
  await page.waitForLoadState('networkidle')
  page.off('request', note)
  return calls
}

async function post(path, body) {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const answer = await page.request.post(`${hverv.base}/api/v1${base.replace('/employees', '')}${path}`, { headers, data: body })
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

// person fills in who somebody is.
async function person({ given = names.given, family = names.family, cpr }, on = page) {
  await field('Fornavn', on).fill(given)
  await field('Efternavn', on).fill(family)
  if (cpr) await on.getByRole('textbox', { name: 'CPR-nummer' }).fill(cpr)
}

test('few employees are cards, the last one a plus (E9)', async () => {
  await page.getByRole('link', { name: 'Medarbejdere' }).click()
  await heading('Medarbejdere')
  await found(4)
  await page.getByText('Privat MitID').first().waitFor()
  await page.getByText('Særskilt brugernavn signe.oerum, app').waitFor()
  assert.match(await page.locator('.cards > li').last().innerText(), /\+\s+Opret medarbejder/)
  await look(page, 'employees-cards')
})

test('searched while typing, by name, user name and e-mail; the address keeps it', async () => {
  await page.getByLabel(search).fill('sig ør')
  await found(1)
  assert.equal(new URL(page.url()).search, '?q=sig+%C3%B8r')
  await page.getByLabel(search).fill('signe.oerum')
  await found(1)
  await page.getByLabel(search).fill('ahmed@klinik.example')
  await found(1)
  await page.getByRole('link', { name: 'Ahmed El-Sayed' }).waitFor()
  await page.getByLabel(search).fill('ørum-som-ingen-hedder')
  await status('Ingen medarbejdere passer på søgningen')
  await look(page, 'employees-no-result')
  await page.getByRole('button', { name: 'Ryd søgningen' }).click()
  await found(4)
  assert.equal(new URL(page.url()).search, '')
  await page.getByText('Flere filtre').click()
  await field('Status').selectOption('Spærret')
  await status('Ingen medarbejdere passer på søgningen')
  await look(page, 'employees-filters')
  await field('Status').selectOption('Alle')
  await found(4)
})

test('a CPR number is found by its own field and stands nowhere else (E9)', async () => {
  const calls = await asked(async () => {
    await page.getByLabel(search).pressSequentially('770888-1921', { delay: 30 })
    await status(/Det ligner et CPR-nummer/)
    await look(page, 'employees-cpr-in-search')
    await page.getByLabel(search).fill('')
    await page.getByText('Søg på CPR-nummer').click()
    await field('CPR-nummer').fill('770888-19')
    await page.getByRole('button', { name: 'Find medarbejder' }).click()
    await page.getByRole('alert').filter({ hasText: 'Et CPR-nummer er 10 cifre' }).waitFor()
    await look(page, 'employees-cpr-wrong')
    await field('CPR-nummer').fill('620180-1234')
    await page.getByRole('button', { name: 'Find medarbejder' }).click()
    await status('Ingen medarbejder, som du kan se, har det nummer')
    await field('CPR-nummer').fill('770888-1921')
    await page.getByRole('button', { name: 'Find medarbejder' }).click()
    await status('Fundet: Ahmed El-Sayed')
  })
  await look(page, 'employees-cpr-found')
  for (const { href } of [...calls, new URL(page.url())]) assert.doesNotMatch(href, /770888.?19|620180.?1234/)
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify([history.state, document.title, localStorage, sessionStorage])), /770888/)
})

test('created once by a double click, after every fault was said beside its field (E1, E2, E4, U1)', async () => {
  await page.goto(hverv.base + base)
  await page.getByRole('link', { name: 'Opret medarbejder' }).click()
  await heading('Opret medarbejder')
  await look(page, 'employee-new')
  await submit().click()
  await page.getByRole('alert').filter({ hasText: 'fejl på siden' }).waitFor()
  await look(page, 'employee-new-missing')
  await page.getByRole('link', { name: /^Ansættelsestype: Skal udfyldes/ }).click()
  await page.waitForFunction(() => document.activeElement.id === 'employments.0.category')

  await person({ given: names.long, cpr: '770888-1921' })
  await field('E-mail (valgfri)').fill('ikke en adresse')
  await field('Ansættelsestype').selectOption('Ferieafløser')
  await page.getByText(/92 dage/).waitFor()
  await page.getByLabel('Særskilt til arbejdet').check()
  await page.getByText('for eksempel aegidius.oestergaard-soerensen').waitFor()
  await submit().click()
  await page.getByRole('link', { name: /^E-mail: / }).waitFor()
  await look(page, 'employee-new-refused')
  await field('E-mail (valgfri)').fill('aegidius@klinik.example')
  await submit().click()
  await page.getByRole('link', { name: /^CPR-nummer: / }).waitFor() // Ahmed's (E2)
  await look(page, 'employee-new-taken')
  await page.getByRole('textbox', { name: 'CPR-nummer' }).fill('610190-1234')
  await submit().dblclick()
  await heading('Medarbejderen er oprettet')
  await page.waitForFunction(() => document.activeElement.tagName === 'H1')
  await page.getByText('Vi sender en mail til aegidius@klinik.example').waitFor()
  await page.getByText('Brugernavnet er aegidius.oestergaard-soerensen').waitFor()
  await look(page, 'employee-created')
  await page.getByRole('link', { name: 'Til listen over medarbejdere' }).click()
  await found(5)
  await page.getByText('Afventer aktivering, 30 dage tilbage').waitFor()
  await look(page, 'employees-long-name')
})

test('created by keyboard alone, with a manager and private MitID', async () => {
  const tab = async (label) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab')
      const here = await page.evaluate(() => document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText)
      if (here.replace(/\s+/g, ' ').startsWith(label)) return
    }
    assert.fail(`the keyboard does not come to ${label}`)
  }
  await tab('+ Opret medarbejder')
  await page.keyboard.press('Enter')
  await heading('Opret medarbejder')
  const type = async (label, text) => {
    await tab(label)
    await page.keyboard.type(text)
  }
  await type('Fornavn', 'Bjørk')
  await type('Efternavn', 'Ågård')
  await type('E-mail', 'bjoerk@klinik.example')
  await type('CPR-nummer', '6202911234')
  await type('Stilling', 'Sygeplejerske')
  await type('Leder', 'mette')
  await page.getByRole('option', { name: 'Mette Nørgaard Sørensen' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await look(page, 'employee-new-manager')
  await page.keyboard.press('Enter')
  assert.equal(await page.getByRole('combobox', { name: 'Leder' }).inputValue(), 'Mette Nørgaard Sørensen')
  await type('Ansættelsestype', 'Fast')
  await tab('Privat MitID')
  await page.keyboard.press('Space')
  await tab('Opret medarbejder')
  await page.keyboard.press('Enter')
  await heading('Medarbejderen er oprettet')
  await page.getByText('Medarbejderen bekræfter med sit private MitID').waitFor()
})

test('without number and e-mail there is a link to give, and a failed second step is tried alone (U1, U5)', async () => {
  await page.getByRole('button', { name: 'Opret en til' }).click()
  await heading('Opret medarbejder')
  await person({ given: 'Maria', family: 'Kowalska' })
  await field('Personnummer').selectOption('Pas')
  await page.getByLabel('Land').selectOption('Polen')
  await field('Personnummer').selectOption('Uden nummer')
  await status(/Der skal derfor en udleveringskode til/)
  await page.getByLabel('Fødselsdato').fill('1993-04-22')
  await field('Ansættelsestype').selectOption('Vikar fra bureau')
  await field('Ansvarlig part').fill('Vikarbureauet Æble')
  await page.getByLabel('Særskilt til arbejdet').check()
  await look(page, 'employee-new-external')
  await page.route('**/identities', (route) => route.abort('connectionreset'))
  await submit().click()
  await heading('Medarbejderen er oprettet')
  await page.getByRole('alert').filter({ hasText: 'måden at logge på blev ikke gemt' }).waitFor()
  await look(page, 'employee-identity-failed')
  await page.unroute('**/identities')
  await page.getByRole('button', { name: 'Prøv igen' }).click()
  assert.match(await page.getByLabel('Link til at aktivere').inputValue(), /^http.+#/)
  await page.getByText('Medarbejderen skal også bruge en udleveringskode').waitFor()
  await look(page, 'employee-created-link')
})

test('a session that ends in the middle of the form loses nothing (W5)', async () => {
  await page.goto(`${hverv.base + base}/new`)
  await person({ given: 'Søren', family: 'Udløbet', cpr: '6303921234' })
  await field('Ansættelsestype').selectOption('Fastansat')
  await page.getByLabel('Vælg senere').check()
  const other = await page.context().newPage()
  await other.goto(hverv.base)
  await other.getByRole('button', { name: 'Log af' }).click()
  await heading('Du er logget af', other)
  await submit().click()
  const dialog = page.getByRole('dialog', { name: 'Din session er udløbet' })
  await dialog.waitFor()
  await look(page, 'employee-new-signed-out')
  await byEid(other, hverv.base, mette, { to: '/signed-in', organisation: 'Klinikken på Torvet' })
  await heading('Medarbejderen er oprettet')
  await page.getByText('Søren Udløbet står nu blandt jeres medarbejdere').waitFor()
})

test('two who change the same employee: each sees what the other did, nothing is lost (W5)', async () => {
  const [{ id }] = (await (await page.request.get(`${hverv.base}/api/v1${base}?q=Maria`)).json()).data
  const edit = `${hverv.base + base}/${id}/edit`
  const other = await page.context().newPage()
  await Promise.all([page.goto(edit), other.goto(edit)])
  await field('Stilling (valgfri)').fill('Vikar på fødegangen')
  await look(page, 'employee-edit')
  await field('Efternavn', other).fill('Kowalska Ågård')
  await field('Stilling (valgfri)', other).fill('Jordemoder')
  await other.getByRole('button', { name: 'Gem' }).click()
  await other.waitForURL(`**/employees/${id}`)
  await page.getByRole('button', { name: 'Gem' }).click()
  await status('Nogen har ændret dette imens')
  const row = (name) => page.getByRole('row', { name: new RegExp(`^${name}`) })
  assert.match(await row('Stilling').innerText(), /Jordemoder\s+Vikar på fødegangen/)
  assert.match(await row('Efternavn').innerText(), /Kowalska Ågård\s+taget over/)
  assert.equal(await field('Stilling (valgfri)').inputValue(), 'Vikar på fødegangen')
  await look(page, 'employee-edit-stale')
  await page.getByRole('button', { name: 'Gem' }).click()
  await page.waitForURL(`**/employees/${id}`)
  const now = await (await page.request.get(`${hverv.base}/api/v1${base}/${id}`)).json()
  assert.deepEqual([now.family_name, now.title], ['Kowalska Ågård', 'Vikar på fødegangen'])
  await other.close()
})

test('many are a table, fetched by pages with as many requests for ten as for fifty (E9)', async () => {
  const { id: unit_id } = await post('/units', { name: 'Ældremedicinsk Afdeling Ø' })
  const employments = [{ category: 'F' }]
  const made = (n) => ({ given_name: 'Øjvind', family_name: `Åkjær ${n}`, birth_date: '1980-01-02', unit_id, employments })
  await post('/employees', made(0))
  await page.goto('about:blank') // what the page before still asks for is not counted
  const open = () => asked(async () => Promise.all([page.goto(`${hverv.base + base}?status=active`), page.getByRole('table').waitFor()]))
  const few = await open()
  for (let n = 1; n <= 55; n += 11) await Promise.all(Array.from({ length: 11 }, (_, i) => post('/employees', made(n + i))))
  const many = await open()
  const paths = (calls) => calls.map(({ pathname }) => pathname).sort()
  assert.deepEqual(paths(many), paths(few))
  assert.equal(await page.getByRole('table').getByRole('row').count(), 51)
  await look(page, 'employees-table')
  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Hent listen som CSV-fil' }).click()
  assert.match(await readFile(await (await saved).path(), 'utf8'), /Åkjær 55/)
  const next = await asked(async () => {
    await page.getByRole('button', { name: 'Vis flere' }).click()
    await page.getByRole('button', { name: 'Vis flere' }).waitFor({ state: 'detached' })
  })
  assert.equal(next.length, 1)
  await page.waitForFunction(() => document.activeElement.id.startsWith('employee-')) // the button is gone, the focus is not
  await page.getByRole('link', { name: 'Opret medarbejder' }).waitFor()
})

test('on a slow network the newest search wins', async () => {
  let release
  const held = new Promise((resolve) => (release = resolve))
  await page.route('**/employees?q=M&**', async (route) => {
    await held
    await route.continue().catch(() => {}) // nobody waits for it any more
  })
  await page.goto(hverv.base + base)
  await page.getByRole('table').waitFor()
  const slow = page.waitForRequest('**/employees?q=M&**')
  await page.getByLabel(search).fill('M')
  await slow
  await page.getByText('Henter …').waitFor()
  await page.getByLabel(search).fill('Maria')
  await found(1)
  const answered = page.waitForEvent('requestfinished', { predicate: (request) => request.url().includes('q=M&'), timeout: 3000 }).catch(() => {})
  release()
  await answered
  await found(1)
  await page.getByRole('link', { name: 'Maria Kowalska Ågård' }).waitFor()
})

test('an organisation without employees says what to do', async () => {
  await page.route('**/api/v1/organisations/*/employees?**', (route) => route.fulfill({ json: { data: [], total: 0 } }))
  await page.goto(hverv.base + base)
  await status('Her er ingen medarbejdere endnu')
  await look(page, 'employees-empty')
  await page.unroute('**/api/v1/organisations/*/employees?**')
})
