// The whole main job by clicking, as people who never saw Hverv do it: from the applicant's front page
// to an employee who is out (C1-C7, A1, E1, U1, U5, R2, R3, L5). Nothing is asked of the API.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, picture, startBrowser } from './browser.mjs'
import { App } from './code.mjs'
import { linkIn, mailTo } from './mailbox.mjs'
import { pick } from './people.mjs'

const clinic = 'Hudlægerne Ringkøbing ApS'
const peter = 'Peter Lundgaard'
const signe = 'Signe Ørum'
const freja = 'Freja Højlund Skov'
const phone = { viewport: { width: 375, height: 740 }, hasTouch: true }
const password = 'havregrød med kanel'

let hverv, chromium
let desk // the first administrator's browser, kept open to the end
let own // the employee's phone
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
const follow = (page, name) => page.getByRole('main').getByRole('link', { name }).first().click()
const menu = (page, name) => page.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name, exact: true }).click()
const field = (page, name) => page.getByLabel(name, { exact: true })

// open follows the link of the newest mail to somebody in a browser of their own.
async function open(mail, about, options) {
  const page = await chromium.visit(options)
  await page.goto(await linkIn(hverv.base, mail, about))
  return page
}

async function agree(page, name) {
  await page.getByRole('link', { name: 'Log på med privat MitID' }).click()
  await pick(page, name)
  await page.getByText(`Du er logget på som ${name}`).waitFor()
  await page.getByRole('checkbox').check({ force: true })
  await press(page, 'Aktivér')
  await heading(page, 'Din adgang er klar')
}

// hire creates somebody from the form's first field to its receipt.
async function hire(page, { given, family, email, cpr, kind }) {
  await heading(page, 'Opret medarbejder')
  await field(page, 'Fornavn').fill(given)
  await field(page, 'Efternavn').fill(family)
  await field(page, 'E-mail (valgfri)').fill(email)
  await page.getByRole('textbox', { name: 'CPR-nummer' }).fill(cpr)
  await field(page, 'Ansættelsestype').selectOption('Fastansat')
  await page.getByLabel(kind).check()
  await page.getByRole('main').getByRole('button', { name: 'Opret medarbejder' }).click()
  await heading(page, 'Medarbejderen er oprettet')
}

let applicant
test('Lars prepares the connection from the front page on', async () => {
  const page = await chromium.visit()
  applicant = page
  await page.goto(hverv.base)
  await follow(page, 'Tilslut en organisation')
  await heading(page, 'Tilslut en organisation')
  await follow(page, 'Log på med privat MitID')
  await picture(page, 'walk-01-test-eid')
  await pick(page, 'Lars Bække')
  await heading(page, 'Tilslut en organisation')
  await picture(page, 'walk-02-checklist')
  await page.getByLabel('Jeg forbereder tilslutningen for ledelsen').check()
  await press(page, 'Begynd')
  await step(page, 'Trin 1 af 4: Virksomhed')
  await picture(page, 'walk-03-company')
  await page.getByLabel('CVR-nummer').fill('90000225')
  await press(page, 'Slå op i CVR-registret')
  await page.getByRole('heading', { level: 3, name: clinic }).waitFor()
  await picture(page, 'walk-04-found')
  await press(page, 'Det er den rigtige – fortsæt')
  await step(page, 'Trin 2 af 4: Personer')
  await picture(page, 'walk-05-people')
  const representative = page.getByRole('group', { name: 'Ledelsesrepræsentant 1' })
  await representative.getByLabel('Navn').fill('Karen Østergård')
  await representative.getByLabel('E-mailadresse').fill('karen@klinik.example')
  await representative.getByLabel('CPR-nummer').fill('720471-1234')
  const administrator = page.getByRole('group', { name: 'Administrator 1' })
  await administrator.getByLabel('Fornavn').fill('Peter')
  await administrator.getByLabel('Efternavn').fill('Lundgaard')
  await administrator.getByLabel('E-mailadresse').fill('peter@klinik.example')
  await administrator.getByLabel('CPR-nummer').fill('691095-3311')
  await press(page, 'Gem og fortsæt')
  await step(page, 'Trin 3 af 4: Vilkår')
  await picture(page, 'walk-06-terms')
  await page.getByLabel('Jeg har læst vilkårene').check()
  await press(page, 'Fortsæt')
  await step(page, 'Trin 4 af 4: Se igennem og send')
  await picture(page, 'walk-07-summary')
  await press(page, 'Send til godkendelse')
  await page.getByText('Anmodningen er sendt').waitFor()
  await picture(page, 'walk-08-sent')
})

test('Karen approves on her phone, and Lars sees it', async () => {
  const page = await open('karen@klinik.example', clinic, phone)
  await heading(page, 'Log på for at svare')
  await picture(page, 'walk-09-asked')
  await follow(page, 'Log på med privat MitID')
  await pick(page, 'Karen Østergård')
  await heading(page, `Godkend tilslutning af ${clinic}`)
  await picture(page, 'walk-10-approval')
  await press(page, 'Godkend')
  await heading(page, 'Tak, du har godkendt')
  await look(page, 'approval-approved')
  await applicant.reload()
  await applicant.getByText('Organisationen er tilsluttet').waitFor()
  await look(applicant, 'connect-connected')
})

test('the first administrator activates by the link and works through the tasks', async () => {
  desk = await open('peter@klinik.example', clinic)
  await heading(desk, /Brug dit private MitID/)
  await picture(desk, 'walk-11-administrator-link')
  await agree(desk, peter)
  await picture(desk, 'walk-12-administrator-active')
  await press(desk, 'Kom i gang')
  await heading(desk, clinic)
  await desk.getByText(/af 6 er klaret/).waitFor()
  await look(desk, 'walk-14-first-overview')
  await follow(desk, 'Vælg, hvordan medarbejderne logger på')
  await heading(desk, 'Indstillinger')
  await picture(desk, 'walk-15-settings')
  await field(desk, 'Hvorfor I må bruge CPR-numre (valgfri)').fill('Medarbejdernes samtykke ved ansættelsen.')
  await field(desk, 'Telefon (valgfri)').fill('97 32 00 00')
  await press(desk, 'Gem indstillinger')
  await desk.getByRole('status').filter({ hasText: 'Indstillingerne er gemt' }).waitFor()
  await picture(desk, 'walk-16-settings-saved')
  await follow(desk, 'Tilbage til det, I mangler')
  await desk.getByText('2 af 6 er klaret').waitFor()
  const invoicing = desk.getByRole('listitem').filter({ hasText: 'Aftal fakturering' })
  await press(invoicing, 'Markér som klaret')
  await desk.getByText('3 af 6 er klaret').waitFor()
  await press(desk, 'Markér som klaret')
  await desk.getByText('4 af 6 er klaret').waitFor()
  await picture(desk, 'walk-17-overview-settings')
})

test('a second administrator is created, appointed and active', async () => {
  await follow(desk, 'Udpeg en administrator mere')
  await heading(desk, 'Udpeg administrator')
  await picture(desk, 'walk-18-appoint')
  await follow(desk, 'Opret medarbejder') // nobody but himself can be chosen yet
  await hire(desk, { given: 'Signe', family: 'Ørum', email: 'signe@klinik.example', cpr: '740501-4826', kind: 'Privat MitID' })
  await picture(desk, 'walk-20-hired')
  await menu(desk, 'Administratorer')
  await heading(desk, 'Administratorer')
  await picture(desk, 'walk-21-administrators')
  await follow(desk, 'Udpeg administrator')
  await heading(desk, 'Udpeg administrator')
  await desk.getByRole('combobox', { name: 'Medarbejder' }).fill('sig')
  await desk.getByRole('option', { name: signe }).click()
  await desk.getByLabel('Organisationsadministrator').check()
  await press(desk, 'Udpeg')
  await heading(desk, `${signe} er udpeget`)
  await picture(desk, 'walk-22-appointed')
  await follow(desk, `Giv ${signe} en rolle mere`)
  await desk.getByLabel('Brugeradministrator').check()
  await press(desk, 'Udpeg')
  await desk.getByText(`${signe} er brugeradministrator.`).waitFor()
  const page = await open('signe@klinik.example', clinic, phone)
  await agree(page, signe)
  await press(page, 'Kom i gang')
  await heading(page, clinic)
  await picture(page, 'walk-23-second-administrator')
  await page.context().close()
})

test('an employee is created and activates with an app', async () => {
  await menu(desk, 'Overblik')
  await picture(desk, 'walk-24-overview-two')
  await follow(desk, 'Opret medarbejder')
  await hire(desk, { given: 'Freja', family: 'Højlund Skov', email: 'freja@klinik.example', cpr: '910303-5510', kind: 'Særskilt til arbejdet' })
  await picture(desk, 'walk-25-employee-hired')
  own = await open('freja@klinik.example', clinic, phone)
  await heading(own, 'Vis, at det er dig')
  await picture(own, 'walk-26-door')
  await follow(own, 'Log på med privat MitID')
  await pick(own, freja)
  await press(own, `Fortsæt som ${freja}`)
  await heading(own, 'Vælg en adgangskode')
  await picture(own, 'walk-27-password')
  await field(own, 'Adgangskode').fill(password)
  await press(own, 'Fortsæt')
  await heading(own, 'Tilknyt din kodeapp')
  await own.getByRole('img', { name: /QR-kode/ }).waitFor()
  await picture(own, 'walk-28-app')
  const app = new App((await own.locator('code').innerText()).replaceAll(/\s/g, ''))
  await own.getByLabel('Kode fra appen').fill(await app.next())
  await press(own, 'Aktivér')
  await heading(own, 'Din adgang er klar')
  await picture(own, 'walk-29-employee-active')
  const userName = (await own.getByText('Skriv dit brugernavn: ').innerText()).split(': ')[1]
  await own.getByRole('link', { name: 'Log på' }).last().click()
  await field(own, 'Brugernavn').fill(userName)
  await field(own, 'Adgangskode').fill(password)
  await press(own, 'Fortsæt')
  await field(own, 'Kode').fill(await app.next())
  await press(own, 'Fortsæt')
  await heading(own, 'Min side')
  await picture(own, 'walk-30-employee-me')
})

test('a bundle is made and given, and the employee sees the right', async () => {
  await menu(desk, 'Rettigheder')
  await heading(desk, 'Tildelinger')
  await picture(desk, 'walk-31-assignments')
  await follow(desk, 'Rettighedspakker')
  await follow(desk, 'Opret rettighedspakke')
  await heading(desk, 'Opret rettighedspakke')
  await picture(desk, 'walk-32-bundle')
  await field(desk, 'Pakkens navn').fill('Lægesekretær')
  await desk.getByRole('group', { name: 'Rettigheder i pakken' }).getByRole('checkbox').first().check()
  await press(desk, 'Opret rettighedspakke')
  await heading(desk, 'Lægesekretær')
  await picture(desk, 'walk-33-bundle-made')
  await follow(desk, 'Tildel pakken')
  await heading(desk, 'Tildel rettigheder')
  await desk.getByRole('combobox', { name: 'Medarbejder' }).fill('fre')
  await desk.getByRole('option', { name: freja }).click()
  await picture(desk, 'walk-34-assign')
  await press(desk, 'Tildel rettigheder')
  await desk.getByText(`Lægesekretær er tildelt ${freja}.`).waitFor()
  await picture(desk, 'walk-35-assigned')
  await own.getByRole('link', { name: 'Se dine rettigheder' }).click()
  await heading(own, 'Mine rettigheder')
  await own.getByText(/Gennem rettighedspakken Lægesekretær/).waitFor()
  await picture(own, 'walk-36-employee-rights')
})

test('the employee leaves: three clicks from the list, and she is out', async () => {
  await menu(desk, 'Medarbejdere')
  await heading(desk, 'Medarbejdere')
  await desk.getByRole('link', { name: freja }).waitFor()
  await picture(desk, 'walk-37-list')
  await follow(desk, freja)
  await heading(desk, freja)
  await follow(desk, 'Inaktivér')
  await heading(desk, `Inaktivér ${freja}`)
  await desk.getByRole('region', { name: 'Det ophører' }).getByText('Lægesekretær').waitFor()
  await picture(desk, 'walk-38-terminate')
  await press(desk, 'Inaktivér Freja')
  await heading(desk, `${freja} er inaktiveret`)
  await picture(desk, 'walk-39-terminated')
  await press(own, 'Menu')
  await menu(own, 'Mine sessioner')
  await own.getByRole('dialog', { name: 'Din session er udløbet' }).waitFor()
  await picture(own, 'walk-40-out')
  const { subject } = await mailTo(hverv.base, 'signe@klinik.example', freja)
  assert.ok(subject)
})

test('the organisation is closed, and everybody is out (C9)', async () => {
  await menu(desk, 'Indstillinger')
  await follow(desk, 'Luk organisationen')
  await heading(desk, 'Luk organisationen')
  await field(desk, 'Begrundelse').fill('Klinikken lukker')
  await field(desk, 'Skriv CVR-nummeret for at bekræfte').fill('90 00 02 25')
  await press(desk, 'Luk for altid')
  await heading(desk, 'Organisationen er lukket')
  await look(desk, 'organisation-closed')
  await desk.getByRole('link', { name: 'Gå til forsiden' }).click()
  await heading(desk, 'Erhvervsidentiteter og fuldmagter')
})
