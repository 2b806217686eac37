// What the demo's people do in their browsers, as the relying parties' tests need it.
import { Browser } from './browser.mjs'

// signInByEid signs one of the test eID's persons in and chooses the only organisation.
export async function signInByEid(base, subject) {
  const browser = new Browser()
  const page = await browser.go(`${base}/signin/eid?return_to=/`)
  await browser.submit(page, '/testeid/authorize', { person: subject, sign_in: '1' })
  let me = await browser.api(base, 'GET', '/api/v1/me')
  if (!me.organisation) {
    await browser.api(base, 'POST', '/api/v1/me/organisation', { organisation_id: me.organisations[0].id })
    me = await browser.api(base, 'GET', '/api/v1/me')
  }
  return { browser, me }
}

// hire makes an employee with a private identity, activated by the eID of that person, who holds
// the basic bundle; it gives the employee's id.
export async function hire(base, administrator, organisation, person) {
  const at = `/api/v1/organisations/${organisation}`
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(new Date())
  const employee = await administrator.api(base, 'POST', `${at}/employees`, {
    given_name: person.given, family_name: person.family, email: person.email,
    national_id: { kind: 'cpr', value: person.cpr }, employments: [{ category: 'F', starts_on: today }],
  })
  await administrator.api(base, 'POST', `${at}/employees/${employee.id}/identities`, { kind: 'private', language: 'da' })
  const { data: bundles } = await administrator.api(base, 'GET', `${at}/bundles`)
  await administrator.api(base, 'POST', `${at}/assignments`, {
    employee_id: employee.id, bundle_id: bundles.find((b) => b.basic).id, scope_kind: 'organisation', starts_on: today, reason: 'Nyansat',
  })
  const token = await mailedToken(base, administrator, person.email)
  const browser = new Browser()
  const page = await browser.go(`${base}/signin/eid?return_to=/`)
  await browser.submit(page, '/testeid/authorize', { person: person.subject, sign_in: '1' })
  await browser.api(base, 'POST', '/api/v1/activations/private', { token, consent: true })
  return employee.id
}

async function mailedToken(base, browser, to) {
  const until = Date.now() + 10_000
  while (Date.now() < until) {
    const { data } = await browser.api(base, 'GET', `/demo/mailbox.json?to=${encodeURIComponent(to)}`)
    const link = data.map((m) => /https?:\/\/\S+#(\S+)/.exec(m.body)?.[1]).find(Boolean)
    if (link) return link
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no mail to ${to}`)
}

// systems are those that the organisation can use; a relying party is told of powers in the ones it names.
export async function systems(base, administrator, organisation) {
  const { data } = await administrator.api(base, 'GET', `/api/v1/organisations/${organisation}/systems`)
  return data.map((s) => s.id)
}

// signIn goes through the sign-in pages by eID from wherever a relying party sent the browser, and
// stops at the given address.
export async function signIn(browser, page, subject, until) {
  const link = /href="([^"]*\/signin\/eid[^"]*)"/.exec(page.text)?.[1]
  if (!link) throw new Error(`no way to the eID on ${page.url} (${page.status}): ${page.text.slice(0, 300)}`)
  const pick = await browser.go(new URL(link.replaceAll('&amp;', '&'), page.url).href, { until })
  const after = await browser.submit(pick, '/testeid/authorize', { person: subject, sign_in: '1' }, { until })
  return after
}

export const terminate = (base, administrator, organisation, employee) =>
  administrator.api(base, 'POST', `/api/v1/organisations/${organisation}/employees/${employee}/terminate`, { reason: 'Fratrådt' })

export const peter = { subject: 'eid-peter-lundgaard', given: 'Peter', family: 'Lundgaard', cpr: '6910953311', email: 'peter@klinik.example' }
export const freja = { subject: 'eid-freja-skov', given: 'Freja Højlund', family: 'Skov', cpr: '9103035510', email: 'freja@skole.example' }
