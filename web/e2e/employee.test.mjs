// The page of one employee, as an administrator and those who may see less meet it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { byEid, byPassword, mette, pickInTab } from './people.mjs'

const clinic = 'Klinikken på Torvet'
const ahmed = 'Ahmed El-Sayed'
const peter = 'Peter Æblegård-Østergaard von Lindholm-Christiansen'

let hverv
let chromium
let page
let organisation
before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  page = await chromium.visit()
  await byEid(page, hverv.base, mette, { organisation: clinic })
  organisation = (await call(page, 'GET', '/api/v1/me')).organisation.id
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (on, name) => on.getByRole('heading', { level: 1, name }).waitFor()
const part = (on, name) => on.getByRole('region', { name, exact: true })
const dialog = (on) => on.getByRole('dialog')
const button = (on, name) => on.getByRole('button', { name, exact: true })
const said = (on, text) => on.getByRole('status').filter({ hasText: text }).waitFor()

// call asks the API as whoever is signed in on the page.
async function call(on, method, path, body) {
  const answer = await on.evaluate(
    async ([method, path, body]) => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }
      const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) })
      const text = await response.text()
      return { status: response.status, body: text ? JSON.parse(text) : undefined }
    },
    [method, path, body],
  )
  assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer)}`)
  return answer.body
}

const at = (path) => `/api/v1/organisations/${organisation}${path}`

// today is the server's, whose clock is moved here: close to midnight that is another day.
let ahead = 0
const today = (days = 0) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(Date.now() + ahead * 1000 + days * 86_400_000)

async function later(seconds) {
  ahead += seconds
  await page.request.post(`${hverv.base}/demo/clock`, { data: { seconds } })
}

async function idOf(name) {
  const { data } = await call(page, 'GET', at(`/employees?q=${encodeURIComponent(name)}`))
  return data[0].id
}

async function open(on, employee, name) {
  await on.goto(`${hverv.base}/organisations/${organisation}/employees/${employee}`)
  await heading(on, name)
}

let peters
test('a new employee cannot sign in, and the page says what comes next', async () => {
  const made = await call(page, 'POST', at('/employees'), {
    given_name: 'Peter',
    family_name: peter.replace('Peter ', ''),
    email: 'peter@klinik.example',
    phone: '+45 20 30 40 50',
    title: 'Lægesekretær',
    employee_number: 'M-204',
    national_id: { kind: 'cpr', value: '6910953311' },
    employments: [{ category: 'F', starts_on: today() }],
  })
  peters = made.id
  await open(page, peters, peter)
  await page.getByText('Kan endnu ikke logge på').waitFor()
  await look(page, 'employee-new')
  await part(page, 'Log på').getByRole('button', { name: 'Vælg, hvordan medarbejderen logger på' }).click()
  await dialog(page).getByLabel('Særskilt til arbejdet').check()
  await look(page, 'employee-choose-identity')
  await button(dialog(page), 'Vælg og send').click()
  await said(page, 'Identiteten er valgt')
  await page.getByRole('list', { name: 'Status' }).getByText('Afventer aktivering, 30 dage tilbage').waitFor()
})

test('a hand-over code is shown once', async () => {
  await button(page, 'Lav udleveringskode').click()
  await dialog(page).getByLabel('I telefonen').check()
  await look(page, 'employee-hand-over')
  await button(dialog(page), 'Lav koden').click()
  await dialog(page).getByText('Når du lukker, er den væk').waitFor()
  const code = await dialog(page).locator('.secret').textContent()
  assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}/)
  await look(page, 'employee-hand-over-code')
  await page.emulateMedia({ media: 'print' })
  const printed = await page.locator('body *').evaluateAll((all) => {
    const says = (one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())
    return all.filter((one) => says(one) && one.checkVisibility({ visibilityProperty: true })).map((one) => one.textContent)
  })
  assert.deepEqual(printed, [`Udleveringskode til ${peter}`, code, printed[2]], 'the letter is printed alone')
  assert.match(printed[2], /^Gælder til .* Udleveres: /)
  await page.screenshot({ path: '../screenshots/employee-hand-over-printed.png' })
  assert.equal((await page.pdf()).toString('latin1').match(/\/Type \/Page\b(?!s)/g).length, 1)
  await page.emulateMedia({ media: null })
  await button(dialog(page), 'Luk').click()
  assert.ok(!(await page.content()).includes(code))
  await button(page, 'Send aktiveringen igen').click()
  await button(dialog(page), 'Send aktiveringen igen').click()
  await said(page, 'Aktiveringen er sendt igen')
})

test('the CPR number is shown for a reason, after signing in anew, and is gone when the dialog closes', async () => {
  await later(660)
  await page.getByText('691095-****').waitFor()
  await button(page, 'Vis CPR-nummer').click()
  await button(dialog(page), 'Vis nummeret').click()
  await page.getByRole('link', { name: /Begrundelse: Skal udfyldes/ }).waitFor()
  await look(page, 'employee-reveal')
  await dialog(page).getByLabel('Begrundelse').fill('Indberetning af løn')
  await button(dialog(page), 'Vis nummeret').click()
  const again = page.getByRole('dialog', { name: 'Bekræft, at det er dig' })
  const [tab] = await Promise.all([page.waitForEvent('popup'), again.getByRole('link', { name: 'Log på i nyt faneblad' }).click()])
  await signInIn(tab)
  await page.getByText('691095-3311').waitFor()
  await look(page, 'employee-revealed')
  assert.ok(!page.url().includes('3311') && !(await page.title()).includes('3311'))
  await button(page.getByRole('dialog', { name: 'Vis CPR-nummer' }), 'Luk').click()
  assert.ok(!(await page.content()).includes('3311'))
  await part(page, 'Hvad er der sket').getByText(`${mette} så CPR-nummeret for ${peter}`).waitFor()
  await part(page, 'Hvad er der sket').getByText('Begrundelse: Indberetning af løn').waitFor()
})

// signInIn signs Mette in again in a tab that the page has opened.
async function signInIn(tab) {
  await tab.getByRole('link', { name: 'Privat MitID' }).click()
  await pickInTab(tab, mette)
}

test('blocking stops somebody at once and asks no new sign-in', async () => {
  await later(660)
  await button(page, 'Spær').first().click()
  await dialog(page).getByLabel('Begrundelse').fill('Mistanke om misbrug af adgang')
  await look(page, 'employee-block')
  await button(dialog(page), 'Spær').click()
  await said(page, `${peter} er spærret`)
  await page.getByText(/Spærret af en administrator siden/).waitFor()
  await look(page, 'employee-blocked')
  await button(page, 'Ophæv spærring').click()
  await dialog(page).getByLabel('Begrundelse').fill('Det var en fejl')
  await look(page, 'employee-unblock')
  await button(dialog(page), 'Ophæv spærring').click()
  const again = page.getByRole('dialog', { name: 'Bekræft, at det er dig' })
  const [tab] = await Promise.all([page.waitForEvent('popup'), again.getByRole('link', { name: 'Log på i nyt faneblad' }).click()])
  await signInIn(tab)
  await said(page, 'Spærringen er ophævet')
})

test('an employment is added, corrected and ended; two tabs do not end it twice', async () => {
  const jobs = part(page, 'Ansættelser')
  await button(jobs, 'Tilføj ansættelse').click()
  await dialog(page).getByLabel('Ansættelsestype').selectOption({ index: 3 })
  await dialog(page).getByLabel('Første dag').fill(today(10))
  await dialog(page).getByLabel('Sidste dag').fill(today(5))
  await look(page, 'employee-employment-add')
  await button(dialog(page), 'Tilføj').click()
  await dialog(page).getByRole('alert').waitFor()
  await look(page, 'employee-employment-faults')
  await dialog(page).getByLabel('Sidste dag').fill(today(100))
  await button(dialog(page), 'Tilføj').click()
  await said(page, 'Ansættelsen er tilføjet')
  await jobs.getByText('Ikke begyndt').waitFor()

  const other = await page.context().newPage()
  other.complaints = []
  await open(other, peters, peter)
  const row = (on) => part(on, 'Ansættelser').getByRole('row').filter({ hasText: 'Ikke begyndt' })
  await row(other)
    .getByRole('button', { name: /^Afslut/ })
    .click()
  await dialog(other).getByLabel('Sidste dag').fill(today(60))
  await dialog(other).getByLabel('Begrundelse').fill('Aftalt med personen')

  await row(page)
    .getByRole('button', { name: /^Afslut/ })
    .click()
  await dialog(page).getByLabel('Sidste dag').fill(today(50))
  await look(page, 'employee-employment-end')
  await button(dialog(page), 'Afslut ansættelsen').click()
  await said(page, 'Ansættelsen er afsluttet')

  await button(dialog(other), 'Afslut ansættelsen').click()
  await dialog(other).getByText('Nogen har ændret dette imens').waitFor()
  assert.equal(await dialog(other).getByLabel('Begrundelse').inputValue(), 'Aftalt med personen')
  await look(other, 'employee-employment-stale')
  await other.close()
})

test('rights are told with why, and an assignment ends', async () => {
  const { data: bundles } = await call(page, 'GET', at('/bundles'))
  const given = {
    employee_id: peters,
    bundle_id: bundles[0].id,
    starts_on: today(),
    ends_on: today(200),
    reason: 'Ny i stillingen',
    case_number: '2026-17',
  }
  await call(page, 'POST', at('/assignments'), given)
  await page.reload()
  const rights = part(page, 'Rettigheder')
  await rights
    .getByText(/Givet gennem rettighedspakken .*, version 1, fra .* til .*/)
    .first()
    .waitFor()
  await look(page, 'employee-rights')
  await rights.getByRole('button', { name: /^Afslut/ }).click()
  await dialog(page).getByText('Disse rettigheder ophører med det samme').waitFor()
  await dialog(page).getByLabel('Begrundelse').fill('Flyttet til anden opgave')
  await look(page, 'employee-rights-end')
  await button(dialog(page), 'Afslut tildelingen').click()
  await said(page, 'er afsluttet')
  await rights.getByText('Medarbejderen har ingen rettigheder i andre systemer').waitFor()
})

test('why a right is missing is told link by link, with the way on', async () => {
  const whyNot = page.getByRole('region', { name: 'Hvorfor ikke?' })
  await whyNot.getByLabel('System').selectOption({ index: 1 })
  await whyNot.getByLabel('Rettighed').selectOption({ index: 1 })
  await whyNot.getByText(/^Nej: Medarbejderen har ikke rettigheden/).waitFor()
  await look(page, 'employee-why-not')
  await whyNot.getByRole('link', { name: 'Tildel rettigheder' }).first().waitFor()
})

test('what happened can be narrowed down, and the address remembers', async () => {
  for (let n = 0; n < 12; n++) await call(page, 'POST', at(`/employees/${peters}/national_id/reveal`), { reason: `Opslag ${n + 1}` })
  await page.reload()
  const events = part(page, 'Hvad er der sket')
  await events.getByLabel('Hvad', { exact: true }).selectOption({ label: 'Ansættelser' })
  await events.getByText(`${mette} afsluttede en ansættelse for ${peter}`).waitFor()
  await events.getByText(`${mette} spærrede ${peter}`).waitFor({ state: 'hidden' })
  assert.match(page.url(), /event=employment/)
  await page.reload()
  await events.getByText(`${mette} afsluttede en ansættelse for ${peter}`).waitFor()
  await look(page, 'employee-events')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText(`${mette} ended an employment of ${peter}`).waitFor()
  await look(page, 'employee-english')
  await page.getByRole('button', { name: 'Dansk' }).click()
  await button(events, 'Vis alt igen').click()
  await button(events, 'Vis flere').click()
  await events.getByText(`${mette} oprettede ${peter}`).waitFor()
})

test('the sessions of somebody end; an app is blocked, opened, lost, replaced and revoked (U7, U9)', async () => {
  const signe = await idOf('Signe')
  const first = await chromium.visit()
  await byPassword(first, hverv.base, hverv.person)
  const second = await chromium.visit()
  await byPassword(second, hverv.base, hverv.person)
  await open(page, signe, 'Signe Ørum')
  await page.getByText('Der mangler et identifikationsmiddel i reserve').waitFor()
  await look(page, 'employee-active')
  const sessions = part(page, 'Åbne sessioner')
  await sessions.getByRole('button', { name: /^Luk/ }).first().click()
  await said(page, 'Sessionen er lukket')
  await button(sessions, 'Log af alle steder').click()
  await look(page, 'employee-sessions-end')
  await button(dialog(page), 'Log af alle steder').click()
  await said(page, /sessione?r? er lukket/)
  await sessions.getByText('Medarbejderen er ikke logget på nogen steder').waitFor()
  const signIn = part(page, 'Log på')
  const take = async (step, reason) => {
    await signIn.getByRole('button', { name: new RegExp(`^${step}`) }).click()
    await dialog(page).getByLabel('Begrundelse').fill(reason)
  }
  await take('Spær', 'Hun har ikke set telefonen siden i går')
  await look(page, 'employee-app-block')
  await button(dialog(page), 'Spær').click()
  await signIn.getByText('Spærret', { exact: true }).waitFor()
  await look(page, 'employee-app-blocked')
  await take('Ophæv spærring', 'Den lå i kitlen')
  await button(dialog(page), 'Ophæv spærring').click()
  await said(page, 'Det er gjort: Ophæv spærring')
  await signIn.getByRole('button', { name: /^Meld tabt/ }).click()
  await look(page, 'employee-authenticator-lost')
  await button(dialog(page), 'Meld tabt').click()
  await signIn.getByText('Tabt', { exact: true }).waitFor()
  await look(page, 'employee-app-lost')
  await button(signIn, 'Tilføj app').click()
  await dialog(page).getByLabel('Navn på appen').fill('Ny telefon')
  await look(page, 'employee-add-app')
  await button(dialog(page), 'Tilføj app').click()
  await said(page, 'Appen er tilføjet')
  await signIn.getByText('App (Ny telefon)').first().waitFor()
  await look(page, 'employee-app-added')
  await take('Tilbagekald', 'Hun fandt den gamle')
  await look(page, 'employee-app-revoke')
  await button(dialog(page), 'Tilbagekald').click()
  await signIn.getByText('Tilbagekaldt', { exact: true }).waitFor()
})

test('roles see less: auditor, manager of a unit, service desk', async () => {
  const colleague = await chromium.visit()
  await byEid(colleague, hverv.base, ahmed, { organisation: clinic })
  const id = await idOf('Ahmed')
  // An open session follows its roles within half a second, so the page is opened when the server knows.
  const until = async (wanted) => {
    for (const end = Date.now() + 30_000; Date.now() < end; ) {
      const { actions } = await (await colleague.request.get(hverv.base + at(`/employees/${peters}`))).json()
      if (wanted ? actions?.includes(wanted) : !actions) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    assert.fail(`the session never got ${wanted ?? 'nothing'}`)
  }
  async function as(role, shown, scope = {}) {
    await until()
    const grant = await call(page, 'POST', at('/administrators'), { employee_id: id, role, ...scope })
    await until(shown)
    await open(colleague, peters, peter)
    return () => call(page, 'POST', at(`/administrators/${grant.id}/revoke`), {})
  }
  const absent = async (...names) => {
    for (const name of names) assert.equal(await colleague.getByRole('button', { name, exact: true }).count(), 0, name)
  }
  let revoke = await as('auditor', 'read_events')
  await part(colleague, 'Hvad er der sket').waitFor()
  await part(colleague, 'Rettigheder').waitFor()
  assert.equal(await part(colleague, 'Log på').count(), 0)
  await absent('Spær', 'Tilføj ansættelse', 'Vis CPR-nummer', 'Log af alle steder')
  await look(colleague, 'employee-auditor')
  await revoke()

  revoke = await as('service_desk_agent', 'read_identities')
  await part(colleague, 'Log på').waitFor()
  assert.equal(await part(colleague, 'Hvad er der sket').count(), 0)
  await absent('Spær', 'Lav udleveringskode', 'Vis CPR-nummer')
  await look(colleague, 'employee-service-desk')
  await revoke()

  const unit = await call(page, 'POST', at('/units'), { name: 'Sengeafsnit Ø' })
  revoke = await as('unit_manager', 'block', { scope_kind: 'organisation' })
  await colleague.getByRole('button', { name: 'Spær', exact: true }).waitFor()
  await absent('Tilføj ansættelse', 'Vis CPR-nummer')
  assert.equal(await colleague.getByRole('link', { name: 'Inaktivér' }).count(), 0)
  await look(colleague, 'employee-manager')
  await revoke()
  await until()
  const grant = await call(page, 'POST', at('/administrators'), { employee_id: id, role: 'unit_manager', scope_kind: 'unit', scope_id: unit.id })
  await colleague.goto(`${hverv.base}/organisations/${organisation}/employees/${peters}`)
  await heading(colleague, /Du har ikke adgang|Siden findes ikke/)
  await call(page, 'POST', at(`/administrators/${grant.id}/revoke`), {})
})

test('somebody of another organisation is nobody here', async () => {
  await page.goto(`${hverv.base}/organisations/${organisation}/employees/019ab2c0-4444-7000-8000-00000000dead`)
  await heading(page, 'Siden findes ikke')
})

test('from the list to out in three clicks, also when the sign-in is old', async () => {
  await later(660)
  await page.goto(`${hverv.base}/organisations/${organisation}/employees`)
  let clicks = 0
  const click = async (target) => {
    clicks++
    await target.click()
  }
  await click(page.getByRole('link', { name: ahmed }))
  await heading(page, ahmed)
  await look(page, 'employee-private')
  await click(page.getByRole('link', { name: 'Inaktivér' }))
  await heading(page, `Inaktivér ${ahmed}`)
  await page.getByText('Medarbejderen har brugt sit private MitID').waitFor()
  await look(page, 'employee-terminate')
  await click(page.getByRole('button', { name: /^Inaktivér/ }))
  await heading(page, `${ahmed} er inaktiveret`)
  assert.equal(clicks, 3)
  await part(page, 'Det ophørte').getByText('Privat MitID').waitFor()
  await look(page, 'employee-terminated')
  await page.getByRole('link', { name: `Til ${ahmed}` }).click()
  await page.getByText(/Fratrådt\. Sidste dag var/).waitFor()
  await look(page, 'employee-ended')
})

test('the last administrator is warned before leaving', async () => {
  const lars = await idOf('Lars')
  await open(page, lars, 'Lars Bække')
  await page.getByRole('link', { name: 'Inaktivér' }).click()
  await heading(page, 'Inaktivér Lars Bække')
  await button(page, 'Inaktivér Lars').click()
  await heading(page, 'Lars Bække er inaktiveret')
  await open(page, await idOf('Mette'), mette)
  await page.getByRole('link', { name: 'Inaktivér' }).click()
  await page.getByText('I står uden administrator').waitFor()
  await look(page, 'employee-last-administrator')
  await page.getByRole('button', { name: /^Inaktivér/ }).click()
  await page.getByRole('alert').waitFor()
  await look(page, 'employee-last-administrator-refused')
})
