// Connecting an organisation, from the applicant's checklist to the first administrator's overview (C1-C7, C10).
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { linkIn, mailTo } from './mailbox.mjs'
import { byEid, pick, pickInTab } from './people.mjs'

const lars = 'Lars Bække'
const aase = { name: 'Åse Bjørn Krøyer', email: 'aase@klinik.example', cpr: '630158-2468' }
const jens = { name: 'Jens Åkjær', email: 'jens@klinik.example', cpr: '811179-0357' }
const karen = { name: 'Karen Østergård', email: 'karen@klinik.example', cpr: '720471-1234' }
const peter = { given: 'Peter', family: 'Lundgaard', email: 'peter@klinik.example', cpr: '691095-3311' }
const phone = { viewport: { width: 375, height: 740 } }

let hverv
let chromium
before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()
const step = (page, name) => page.getByRole('heading', { level: 2, name }).waitFor()
const press = (page, name) => page.getByRole('button', { name, exact: true }).click()

async function visit(name, to, options) {
  const page = await chromium.visit(options)
  await byEid(page, hverv.base, name, { to })
  return page
}

async function begin(page, role = 'Jeg forbereder tilslutningen for ledelsen') {
  await heading(page, 'Tilslut en organisation')
  await page.getByLabel(role).check()
  await press(page, 'Begynd')
  await step(page, 'Trin 1 af 4: Virksomhed')
}

async function lookUp(page, number) {
  await page.getByLabel('CVR-nummer').fill(number)
  await press(page, 'Slå op i CVR-registret')
}

async function choose(page, number, name) {
  await lookUp(page, number)
  await page.getByRole('heading', { level: 3, name }).waitFor()
  await press(page, 'Det er den rigtige – fortsæt')
  await step(page, 'Trin 2 af 4: Personer')
}

async function nameRepresentative(page, who, n = 1) {
  const group = page.getByRole('group', { name: `Ledelsesrepræsentant ${n}` })
  await group.getByLabel('Navn').fill(who.name)
  await group.getByLabel('E-mailadresse').fill(who.email)
  if (who.cpr) await group.getByLabel('CPR-nummer').fill(who.cpr)
  if (who.birth) await group.getByLabel('Fødselsdato').fill(who.birth)
}

async function nameAdministrator(page, who) {
  const group = page.getByRole('group', { name: 'Administrator 1' })
  await group.getByLabel('Fornavn').fill(who.given)
  await group.getByLabel('Efternavn').fill(who.family)
  await group.getByLabel('E-mailadresse').fill(who.email)
  await group.getByLabel('CPR-nummer').fill(who.cpr)
}

async function acceptTerms(page) {
  await step(page, 'Trin 3 af 4: Vilkår')
  await page.getByLabel('Jeg har læst vilkårene').check()
  await press(page, 'Fortsæt')
  await step(page, 'Trin 4 af 4: Se igennem og send')
}

// draft writes a whole request and leaves it at the summary.
async function draft(page, number, name, representative) {
  await page.goto(`${hverv.base}/connections/new`)
  await begin(page)
  await choose(page, number, name)
  await nameRepresentative(page, representative)
  await nameAdministrator(page, peter)
  await press(page, 'Gem og fortsæt')
  await acceptTerms(page)
}

test('who is not signed in sees what to have at hand, and is led to the private eID', async () => {
  const page = await chromium.visit()
  await page.goto(`${hverv.base}/connections/new`)
  await heading(page, 'Tilslut en organisation')
  await look(page, 'connect-new-stranger')
  await page.getByRole('link', { name: 'Log på med privat MitID' }).click()
  await pick(page, 'Freja Højlund Skov')
  await heading(page, 'Tilslut en organisation')
  await look(page, 'connect-new')
  await page.goto(`${hverv.base}/connections`)
  await heading(page, 'Mine tilslutninger')
  await page.getByText('Du har ikke begyndt nogen tilslutning').waitFor()
  await look(page, 'connections-none')
  await page.goto(`${hverv.base}/approvals`)
  await page.getByText('Ingen venter på dit svar').waitFor()
  await look(page, 'approvals-none')
})

test('the CVR number: mistyped, unknown, ceased, protected', async () => {
  const page = await visit('Freja Højlund Skov', '/connections/new')
  await begin(page)
  await press(page, 'Slå op i CVR-registret')
  await page.getByRole('link', { name: 'CVR-nummer: Skal udfyldes' }).waitFor()
  await lookUp(page, '1234')
  await page.getByRole('link', { name: /Det er ikke et CVR-nummer/ }).waitFor()
  await look(page, 'connect-company-wrong')
  await lookUp(page, '90000098')
  await page.getByText('Virksomheden er ophørt og kan ikke tilsluttes').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Det er den rigtige' }).count(), 0)
  await look(page, 'connect-company-ceased')
  await lookUp(page, '90000136')
  await page.getByText('Reklamebeskyttet').waitFor()
  await look(page, 'connect-company-found')
  await lookUp(page, '90000004')
  await page.getByRole('heading', { level: 3, name: 'Klinikken på Torvet ApS' }).waitFor()
  await press(page, 'Det er den rigtige – fortsæt')
  await page.getByText('Der er allerede tilsluttet en organisation med dette CVR-nummer.').waitFor()
  await look(page, 'connect-company-taken')
})

let joint // waits for its second answer to the end
test('paused, resumed elsewhere, declined, opened again, approved by one of two, and out of time', async () => {
  const first = await visit(lars, '/connections/new')
  await begin(first)
  await choose(first, '90000020', 'Lægehuset Æblehaven I/S')
  await press(first, 'Gem, og fortsæt senere')
  await heading(first, 'Mine tilslutninger')
  await look(first, 'connections-draft')
  await first.context().close()

  const page = await visit(lars, '/connections')
  await page.getByRole('link', { name: 'Fortsæt' }).click()
  await step(page, 'Trin 2 af 4: Personer')
  await press(page, 'Gem og fortsæt')
  await page.getByText('fejl på siden').waitFor()
  await look(page, 'connect-people-missing')
  await page.getByText('Lægehuset Æblehaven I/S skal godkendes af 2 ledelsesrepræsentanter').waitFor()
  await nameRepresentative(page, aase)
  await nameRepresentative(page, { name: jens.name, email: jens.email, birth: '1979-11-21' }, 2)
  await nameAdministrator(page, { ...peter, cpr: '1' })
  await press(page, 'Gem og fortsæt')
  await page
    .getByRole('alert')
    .getByRole('link', { name: /CPR-nummer/ })
    .waitFor()
  await nameAdministrator(page, peter)
  await press(page, 'Gem og fortsæt')
  await step(page, 'Trin 3 af 4: Vilkår')
  await look(page, 'connect-terms')
  await page.getByRole('link', { name: 'Se igennem og send' }).click()
  await page.getByText('Det mangler, før anmodningen kan sendes').waitFor()
  await look(page, 'connect-summary-missing')
  await page.getByRole('link', { name: 'Accept af vilkårene' }).click()
  await acceptTerms(page)
  await page.getByText('630158-****').waitFor()
  await look(page, 'connect-summary')

  await page.getByRole('button', { name: 'Send til godkendelse' }).dblclick()
  await page.getByText('Anmodningen er sendt').waitFor()
  await look(page, 'connect-sent')
  const request = page.url()

  // The representative follows the link, is asked to sign in, and declines.
  const asked = await linkIn(hverv.base, aase.email, 'Lægehuset Æblehaven I/S')
  const declining = await chromium.visit(phone)
  await declining.goto(asked)
  await heading(declining, 'Log på for at svare')
  assert.ok(!declining.url().includes('#'), 'the token left the address')
  await look(declining, 'approval-sign-in')
  await declining.getByRole('main').getByRole('link', { name: 'Log på med privat MitID' }).click()
  await pick(declining, aase.name)
  await heading(declining, 'Godkend tilslutning af Lægehuset Æblehaven I/S')
  await look(declining, 'approval-asked')
  await press(declining, 'Afvis')
  const dialog = declining.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Afvis' }).click()
  await dialog.getByText('Skal udfyldes').first().waitFor()
  await look(declining, 'approval-decline')
  await dialog.getByLabel('Begrundelse').fill('Administratoren skal være en anden.')
  await dialog.getByRole('button', { name: 'Afvis' }).click()
  await heading(declining, 'Du har afvist anmodningen')
  await look(declining, 'approval-declined')

  // The applicant is told why, and opens it again.
  const told = await mailTo(hverv.base, 'lars@klinik.example', 'Lægehuset Æblehaven I/S')
  assert.ok(told.body.includes('Administratoren skal være en anden.'))
  await page.goto(request)
  await page.getByText('Administratoren skal være en anden.').waitFor()
  await look(page, 'connect-declined')
  await press(page, 'Åbn igen')
  await step(page, 'Trin 4 af 4: Se igennem og send')
  await press(page, 'Send til godkendelse')
  await page.getByText('Anmodningen er sendt').waitFor()

  // Somebody else is signed in on the phone that got the new mail.
  const renewed = await linkIn(hverv.base, aase.email, 'Lægehuset Æblehaven I/S', asked)
  const mobile = await visit('Freja Højlund Skov', '/connections', phone)
  await mobile.goto(renewed)
  await heading(mobile, 'Anmodningen er til en anden')
  await look(mobile, 'approval-mismatch')
  await mobile.getByRole('link', { name: 'Log på som en anden' }).click()
  await pick(mobile, aase.name)
  await heading(mobile, 'Godkend tilslutning af Lægehuset Æblehaven I/S')
  await mobile.goto(`${hverv.base}/approvals`)
  await heading(mobile, 'Mine godkendelser')
  await look(mobile, 'approvals')
  await mobile.getByRole('link', { name: /^Se og svar/ }).click()
  await press(mobile, 'Godkend')
  await heading(mobile, 'Tak, du har godkendt')
  await mobile.getByText('1 af 2 har godkendt. Vi venter på de andre').waitFor()
  await look(mobile, 'approval-one-of-two')

  await page.goto(request)
  await page.getByText('1 af 2 godkendelser er givet').waitFor()
  await page.getByText(/Vi har skrevet til Jens Åkjær/).waitFor()
  await look(page, 'connect-one-of-two')
  joint = { request, link: await linkIn(hverv.base, jens.email, 'Lægehuset Æblehaven I/S') }
})

test('two windows with one draft: nothing is written over unseen, nothing typed is lost', async () => {
  const page = await visit('Signe Ørum', '/connections/new')
  await begin(page)
  await choose(page, '90000233', 'Børnelægen i Ørsted ApS')
  const other = Object.assign(await page.context().newPage(), { complaints: [] })
  await other.goto(page.url())
  await nameRepresentative(other, { name: 'Jens Åkjær', email: 'jens@klinik.example', cpr: '811179-0357' })
  await nameAdministrator(other, peter)
  await press(other, 'Gem og fortsæt')
  await step(other, 'Trin 3 af 4: Vilkår')

  await nameRepresentative(page, { name: 'Jens Åkjær', email: 'jens.aakjaer@klinik.example' })
  await nameAdministrator(page, { ...peter, cpr: '691095-3311' })
  await press(page, 'Gem og fortsæt')
  await page.getByText('Nogen har ændret dette imens').waitFor()
  await page.getByText('Ledelsesrepræsentant 1: Jens Åkjær, jens@klinik.example').waitFor()
  assert.equal(
    await page.getByRole('group', { name: 'Ledelsesrepræsentant 1' }).getByLabel('E-mailadresse').inputValue(),
    'jens.aakjaer@klinik.example',
  )
  await look(page, 'connect-people-stale')
  await press(page, 'Gem og fortsæt')
  await acceptTerms(page)
  await page.getByText('jens.aakjaer@klinik.example').waitFor()
  await page.getByText('811179-****').waitFor() // the number given in the other window was kept

  // The other window sends what it shows: it is told that this has changed.
  await other.getByRole('link', { name: 'Se igennem og send' }).click()
  await other.getByRole('button', { name: 'Luk kladden' }).click()
  await look(other, 'connect-withdraw')
  await other.getByRole('dialog').getByRole('button', { name: 'Luk kladden' }).click()
  await other.getByRole('dialog').getByRole('alert').waitFor()
  await other.getByRole('button', { name: 'Behold den' }).click()

  // Sent and withdrawn, the link in the mail leads to a calm page.
  await press(page, 'Send til godkendelse')
  await page.getByText('Anmodningen er sendt').waitFor()
  const link = await linkIn(hverv.base, 'jens.aakjaer@klinik.example', 'Børnelægen i Ørsted ApS')
  await press(page, 'Træk tilbage')
  await page.getByRole('dialog').getByRole('button', { name: 'Træk tilbage' }).click()
  await page.getByText('Trukket tilbage', { exact: true }).waitFor()
  await look(page, 'connect-withdrawn')
  const mobile = await visit(jens.name, '/approvals', phone)
  await mobile.goto(link)
  await heading(mobile, 'Anmodningen er trukket tilbage')
  await look(mobile, 'approval-withdrawn')
})

test('a session that ends in the middle keeps what was typed', async () => {
  const page = await visit('Signe Ørum', '/connections/new')
  await begin(page)
  await choose(page, '90000241', 'Klinik for Fodterapi v/ Åse Krøyer')
  await nameRepresentative(page, karen)
  await page.evaluate(async () => {
    const me = await (await fetch('/api/v1/me')).json()
    await fetch(`/api/v1/me/sessions/${me.session.id}/end`, { method: 'POST', headers: { 'Idempotency-Key': crypto.randomUUID() } })
  })
  await nameAdministrator(page, peter)
  await press(page, 'Gem og fortsæt')
  await page.getByRole('heading', { name: 'Din session er udløbet' }).waitFor()
  await look(page, 'connect-session-over')
  const [tab] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: 'Log på i nyt faneblad' }).click()])
  await tab.getByRole('link', { name: 'Log på med privat MitID' }).click()
  await pickInTab(tab, 'Signe Ørum')
  await acceptTerms(page)
  await page.getByText(karen.email).waitFor()
})

test('what the register cannot tell becomes the operator’s case', async () => {
  const page = await visit(lars, '/connections')
  await draft(page, '90000152', 'Sundhedshuset Vesterbro A/S', karen)
  await press(page, 'Send til godkendelse')
  await page.getByText('Anmodningen er sendt').waitFor()
  const request = page.url()
  const link = await linkIn(hverv.base, karen.email, 'Sundhedshuset Vesterbro A/S')
  const mobile = await visit(karen.name, '/approvals', phone)
  await mobile.goto(link)
  await press(mobile, 'Godkend')
  await mobile.getByText('Driften undersøger nu, om du må tegne virksomheden.').waitFor()
  await look(mobile, 'approval-case')

  await page.goto(request)
  await page.getByText('Behandles manuelt', { exact: true }).waitFor()
  await page.getByLabel('Fil').setInputFiles({ name: 'noter.txt', mimeType: 'text/plain', buffer: Buffer.from('nej') })
  await press(page, 'Send dokumentet')
  await page.getByText('Vælg en PDF eller et billede som PNG eller JPEG.').first().waitFor()
  const folder = await mkdtemp(join(tmpdir(), 'hverv-connecting-'))
  await writeFile(join(folder, 'stor.pdf'), Buffer.alloc((10 << 20) + 1, '%PDF-'))
  await page.getByLabel('Fil').setInputFiles(join(folder, 'stor.pdf'))
  await press(page, 'Send dokumentet')
  await page.getByText('Filen fylder 10,1 MB').first().waitFor()
  await rm(folder, { recursive: true })
  await look(page, 'connect-case-file')
  await page.getByLabel('Fil').setInputFiles({ name: 'udskrift.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 prøve') })
  await press(page, 'Send dokumentet')
  await page.getByText('Dokumentet er sendt.').waitFor()
  await look(page, 'connect-case')

  const operator = await visit('Bodil Kjær', '/operator/cases')
  await heading(operator, 'Manuelle sager')
  await look(operator, 'cases')
  await operator.getByRole('link', { name: 'Sundhedshuset Vesterbro A/S' }).click()
  await heading(operator, 'Sag: Sundhedshuset Vesterbro A/S')
  const [file] = await Promise.all([operator.waitForEvent('download'), operator.getByRole('button', { name: /^Hent dokumentet/ }).click()])
  assert.equal(file.suggestedFilename(), 'registration.pdf')
  await look(operator, 'case')
  await operator.getByLabel('Godkend').check()
  await operator.getByLabel('Begrundelse').fill('Tegningsudskrift set')
  await press(operator, 'Gem afgørelsen')
  await operator.getByRole('link', { name: /Hvor mange skal godkende/ }).waitFor()
  await look(operator, 'case-missing')
  await operator.getByLabel('Hvor mange skal godkende?').selectOption('1')
  await press(operator, 'Gem afgørelsen')
  await operator.getByRole('main').getByText('Tilsluttet', { exact: true }).waitFor()
  await look(operator, 'case-decided')
})

test('nobody answers in time: the applicant and the second representative are told', async () => {
  const moved = await fetch(`${hverv.base}/demo/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"seconds":5270400}',
  })
  assert.ok(moved.ok)
  await fetch(`${hverv.base}/demo/jobs/drain`, { method: 'POST' })
  const page = await visit(lars, '/connections')
  await page.goto(joint.request)
  await page.getByText('Udløbet', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Åbn igen' }).waitFor()
  await look(page, 'connect-expired')
  const mobile = await visit(jens.name, '/approvals', phone)
  await mobile.goto(joint.link)
  await heading(mobile, /Anmodningen er udløbet|Linket virker ikke længere/)
  await look(mobile, 'approval-expired')
})
