// An employee activates: a user name by keyboard on a phone, the private eID with consent, and what can be wrong with a link.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { Administrator } from './administrator.mjs'
import { look, startBrowser } from './browser.mjs'
import { App } from './code.mjs'
import { byEid, pick } from './people.mjs'

let hverv, chromium, administrator
before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
  administrator = await Administrator.of(await chromium.visit(), hverv.base)
  await administrator.helps('86 12 34 56', 'it@torvet.example', 'Hverdage 8-15')
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const phone = { viewport: { width: 375, height: 740 }, hasTouch: true }
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()
const password = 'havregrød med kanel'

// keyed gives the keyboard's ways: to reach a control by Tab alone, to press it, to type into it.
function keyed(page) {
  const focused = (control) => control.evaluate((element) => element === document.activeElement)
  const reach = async (control) => {
    await control.waitFor()
    for (let steps = 0; steps < 60; steps++) {
      if (await focused(control)) return
      await page.keyboard.press('Tab')
    }
    assert.fail(`Tab never reached ${control}`)
  }
  const press = async (control, key = 'Enter') => {
    await reach(control)
    await page.keyboard.press(key)
  }
  const type = async (control, text) => {
    await reach(control)
    await page.keyboard.press('Control+A')
    await page.keyboard.type(text)
  }
  return { reach, press, type }
}

test('a dedicated identity is activated by keyboard on a phone, and signs in', async () => {
  const birgit = await administrator.hire('Birgit', 'Ågård Lyngsø-Andreasen', {
    kind: 'dedicated',
    user_name: 'birgit.aagaard',
    email: 'birgit@klinik.example',
    national_id: { kind: 'cpr', value: '6203852222' },
  })
  const code = await administrator.handOver(birgit)
  const page = await chromium.visit(phone)
  const by = keyed(page)

  await page.goto(birgit.link)
  await heading(page, 'Vis, at det er dig')
  assert.equal(new URL(page.url()).hash, '') // the token is out of sight at once
  await look(page, 'activate-door')
  await by.press(page.getByRole('button', { name: 'Fortsæt' }))
  await page.getByRole('alert').waitFor()
  await look(page, 'activate-door-empty')
  await by.type(page.getByRole('textbox', { name: 'Udleveringskode' }), 'AAAAA-AAAAA')
  await page.keyboard.press('Enter')
  await page.getByText('Linket eller koden er ikke rigtig').waitFor()
  await look(page, 'activate-door-wrong')
  await by.type(page.getByRole('textbox', { name: 'Udleveringskode' }), code.toLowerCase().replace('-', ' '))
  await page.keyboard.press('Enter')

  await heading(page, 'Vælg en adgangskode')
  await look(page, 'activate-password')
  await by.type(page.getByLabel('Adgangskode', { exact: true }), 'kort')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  await by.press(page.getByRole('button', { name: 'Vis adgangskoden' }))
  await look(page, 'activate-password-short')
  await page.reload() // half way: the ticket goes on
  await heading(page, 'Vælg en adgangskode')
  await by.type(page.getByLabel('Adgangskode', { exact: true }), password)
  await page.keyboard.press('Enter')

  await heading(page, 'Tilknyt din kodeapp')
  await page.getByRole('img', { name: /QR-kode/ }).waitFor()
  const key = async () => (await page.locator('code').innerText()).replaceAll(/\s/g, '')
  const secret = await key()
  assert.match(secret, /^[A-Z2-7]{32}$/)
  const opens = await page.getByRole('link', { name: 'Åbn i kodeappen' }).getAttribute('href')
  assert.equal(new URL(opens).searchParams.get('secret'), secret)
  await look(page, 'activate-app')
  await page.reload() // what the app holds already stays good
  await page.getByRole('img', { name: /QR-kode/ }).waitFor()
  assert.equal(await key(), secret)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await by.press(page.getByRole('button', { name: 'Kopiér nøglen' }))
  await page.getByText('Nøglen er kopieret').waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret)

  const app = new App(secret)
  await by.type(page.getByLabel('Kode fra appen'), '000000')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  await look(page, 'activate-app-wrong-code')
  await by.type(page.getByLabel('Kode fra appen'), await app.next())
  await page.keyboard.press('Enter')
  await heading(page, 'Din adgang er klar')
  await page.getByText('birgit.aagaard').waitFor()
  await look(page, 'activate-done')

  await by.press(page.getByRole('link', { name: 'Log på' }).last())
  await by.type(page.getByLabel('Brugernavn', { exact: true }), 'birgit.aagaard')
  await by.type(page.getByLabel('Adgangskode', { exact: true }), password)
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  await by.type(page.getByLabel('Kode'), await app.next())
  await page.keyboard.press('Enter')
  await heading(page, 'Min side')
  await page.getByText('Brugernavnet birgit.aagaard').waitFor()
  await page.getByText('Du har kun ét identifikationsmiddel').waitFor()
  await look(page, 'me-dedicated')

  // The phone is lost: she says so, and no code of it opens anything.
  await by.press(page.getByRole('button', { name: 'Meld Kodeapp mistet' }))
  await page.getByRole('dialog', { name: 'Meld Kodeapp mistet?' }).waitFor()
  await look(page, 'me-report-lost')
  await by.type(page.getByLabel('Hvad er der sket?'), 'Telefonen faldt i havnen')
  await by.press(page.getByRole('button', { name: 'Meld mistet', exact: true }))
  await page.getByText('Kodeapp er meldt mistet').waitFor()
  await look(page, 'me-lost')
  const elsewhere = await chromium.visit()
  await elsewhere.goto(`${hverv.base}/signin?return_to=/me`)
  await elsewhere.getByLabel('Brugernavn', { exact: true }).fill('birgit.aagaard')
  await elsewhere.getByLabel('Adgangskode', { exact: true }).fill(password)
  await elsewhere.getByRole('button', { name: 'Fortsæt' }).click()
  const asks = elsewhere.getByLabel('Kode')
  await asks.or(elsewhere.getByRole('alert')).first().waitFor()
  if (await asks.isVisible()) {
    await asks.fill(await app.next())
    await elsewhere.getByRole('button', { name: 'Fortsæt' }).click()
  }
  await elsewhere.getByRole('alert').waitFor()
  assert.equal((await elsewhere.request.get(`${hverv.base}/api/v1/me`)).status(), 401)
})

test('a dedicated identity is activated with a passkey, and signs in without a password', async () => {
  const karla = await administrator.hire('Karla', 'Birk', {
    kind: 'dedicated',
    user_name: 'karla.birk',
    email: 'karla@klinik.example',
    birth_date: '1985-03-04',
  })
  const code = await administrator.handOver(karla)
  const page = await chromium.visit(phone)
  await page.bringToFront()
  const device = await page.context().newCDPSession(page)
  await device.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true }
  await device.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } })
  await page.goto(karla.link)
  await page.getByRole('textbox', { name: 'Udleveringskode' }).fill(code)
  await page.getByRole('button', { name: 'Fortsæt' }).click()
  await page.getByLabel('Adgangskode', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Fortsæt' }).click()
  await page.getByRole('button', { name: 'Brug en passkey i stedet' }).click()
  await heading(page, 'Opret din passkey')
  await look(page, 'activate-passkey')
  await page.getByRole('button', { name: 'Aktivér' }).click()
  await heading(page, 'Din adgang er klar')
  await look(page, 'activate-passkey-done')
  await page.getByRole('link', { name: 'Log på' }).last().click()
  await page.getByRole('button', { name: 'Log på med chip eller passkey' }).click()
  await heading(page, 'Min side')
})

test('a private identity is activated with consent, which is withdrawn again', async () => {
  const peter = { kind: 'private', email: 'peter@klinik.example', national_id: { kind: 'cpr', value: '6910953311' } }
  const { link } = await administrator.hire('Peter', 'Lundgaard', peter)
  const page = await chromium.visit(phone)
  await page.goto(link)
  await heading(page, /Brug dit private MitID/)
  await look(page, 'activate-private')
  await page.getByRole('link', { name: 'Log på med privat MitID' }).click()
  await pick(page, 'Freja Højlund Skov') // somebody else's eID
  await page.getByText('Du er logget på som Freja').waitFor()
  await look(page, 'activate-consent')
  await page.getByRole('button', { name: 'Aktivér' }).click()
  await page.getByRole('alert').waitFor()
  await look(page, 'activate-consent-missing')
  await page.getByRole('checkbox').check({ force: true })
  await page.getByRole('button', { name: 'Aktivér' }).click()
  await heading(page, 'Linket er til en anden')
  await look(page, 'activate-mismatch')
  await page.getByRole('link', { name: 'Log på som en anden' }).click()
  await pick(page, 'Peter Lundgaard')
  await page.getByText('Du er logget på som Peter').waitFor()
  await page.getByRole('checkbox').check({ force: true })
  await page.getByRole('button', { name: 'Aktivér' }).click()
  await heading(page, 'Din adgang er klar')
  await look(page, 'activate-private-done')
  await page.getByRole('button', { name: 'Kom i gang' }).click()
  await heading(page, 'Min side')
  await look(page, 'me-private')

  await page.getByRole('link', { name: 'Træk samtykket tilbage' }).click()
  await heading(page, 'Træk dit samtykke tilbage')
  await page.getByText('Administratorerne får besked').waitFor()
  await look(page, 'me-consent')
  await page.getByRole('button', { name: 'Træk samtykket tilbage' }).click()
  await heading(page, 'Dit samtykke er trukket tilbage')
  await page.getByText('bed dem om et brugernavn').waitFor()
  await page.getByText('86 12 34 56').waitFor() // W2, although nobody is signed in
  await look(page, 'me-consent-withdrawn')
  await byEid(page, hverv.base, 'Peter Lundgaard', { to: '/me' })
  await page.getByText('Du har ikke adgang hos nogen organisation').waitFor()
  await look(page, 'me-without-organisation')
})

test('a link that is old, or wrong, or none', async () => {
  const { link } = await administrator.hire('Ejnar', 'Ørsted', { kind: 'dedicated', user_name: 'ejnar.oersted', birth_date: '1970-02-03' })
  const page = await chromium.visit(phone)
  await page.goto(`${hverv.base}/activate`)
  await heading(page, 'Brug linket i din mail')
  await look(page, 'activate-no-link')
  await page.goto(`${hverv.base}/activate#forkert`)
  await heading(page, 'Linket virker ikke')
  await look(page, 'activate-bad-link')
  const moved = await page.request.post(`${hverv.base}/demo/clock`, { headers: { origin: hverv.base }, data: { seconds: 31 * 86_400 } })
  assert.ok(moved.ok())
  await page.goto(link)
  await heading(page, 'Fristen er udløbet')
  await page.getByText('86 12 34 56').waitFor()
  await look(page, 'activate-lapsed')
})
