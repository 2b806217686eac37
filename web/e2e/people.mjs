// The demo's people, as the tests sign them in.
import { App } from './code.mjs'

export const mette = 'Mette Nørgaard Sørensen' // administrates Klinikken på Torvet
export const signe = 'Signe Ørum' // nurse there; hverv.person is her user name

// byEid signs somebody in with the test eID and lands on the page asked for, acting for the organisation if one is named.
export async function byEid(page, base, name, { to = '/', organisation, fresh } = {}) {
  await page.goto(`${base}/signin/eid?${new URLSearchParams({ return_to: to, ...(fresh ? { fresh: '1' } : {}) })}`)
  await pick(page, name)
  await page.waitForURL((url) => !url.pathname.startsWith('/testeid') && !url.pathname.startsWith('/signin/eid'))
  if (new URL(page.url()).pathname.startsWith('/signin/organisation')) {
    if (organisation) await page.getByLabel(organisation).check()
    await page.getByRole('button', { name: organisation ? 'Fortsæt' : 'Fortsæt uden at vælge', exact: true }).click()
  }
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'))
}

export async function pick(page, name) {
  await page.getByLabel(name).check()
  await page.getByRole('button', { name: 'Log på' }).click()
}

// pickInTab picks somebody in a tab that closes by itself once she is signed in, which may be before the click returns.
export async function pickInTab(tab, name) {
  const closed = tab.waitForEvent('close')
  const choice = tab.getByRole('button', { name: 'Fortsæt uden at vælge' })
  const done = (error) => {
    if (!tab.isClosed()) throw error
  }
  await pick(tab, name).catch(done)
  await Promise.race([closed, choice.click().catch(done)])
  await closed
}

// apps remember the codes they have shown, as the server does.
const apps = new Map()
function appOf({ secret }) {
  if (!apps.has(secret)) apps.set(secret, new App(secret))
  return apps.get(secret)
}

// byPassword signs the demo's nurse in with user name, password and the codes of her app.
export async function byPassword(page, base, person, to = '/') {
  const app = appOf(person)
  await page.goto(`${base}/signin?return_to=${encodeURIComponent(to)}`)
  await page.getByLabel('Brugernavn', { exact: true }).fill(person.user_name)
  await page.getByLabel('Adgangskode', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Fortsæt' }).click()
  await page.getByLabel('Kode').waitFor()
  // The demo's own entry may have used the present code, and each is accepted once.
  for (let tries = 0; tries < 4 && page.url().includes('/signin/'); tries++) {
    await page.getByLabel('Kode').fill(await app.next())
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Fortsæt' }).click()])
  }
}

// acts waits until the page's session may do that: an open one follows its roles within half a second.
export async function acts(page, base, action) {
  const may = async () => (await (await page.request.get(`${base}/api/v1/me`)).json()).actions.includes(action)
  for (const end = Date.now() + 30_000; !(await may()); ) {
    if (Date.now() > end) throw new Error(`the session never got ${action}`)
  }
}
