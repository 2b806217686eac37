// What an administrator does beforehand, through the API and in her own session.
import assert from 'node:assert/strict'
import { mailTo } from './mailbox.mjs'
import { byEid, mette } from './people.mjs'

export class Administrator {
  static async of(page, base) {
    await byEid(page, base, mette, { organisation: 'Klinikken på Torvet', fresh: true })
    const me = await (await page.request.get(`${base}/api/v1/me`)).json()
    return new Administrator(page, base, me.organisation.id)
  }

  constructor(page, base, organisation) {
    this.page = page
    this.base = base
    this.organisation = organisation
  }

  async post(path, data) {
    const answer = await this.page.request.post(`${this.base}/api/v1/organisations/${this.organisation}${path}`, {
      headers: { 'idempotency-key': crypto.randomUUID(), origin: this.base },
      data,
    })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return answer.json()
  }

  // helps names whom the organisation's people can call.
  helps(phone, email, hours) {
    return this.change({ support_phone: phone, support_email: email, support_hours: hours })
  }

  // change changes the organisation's settings.
  async change(data) {
    const at = `${this.base}/api/v1/organisations/${this.organisation}`
    const etag = (await this.page.request.get(at)).headers().etag
    const answer = await this.page.request.patch(at, { headers: { 'if-match': etag, origin: this.base }, data })
    assert.ok(answer.ok(), await answer.text())
  }

  // hire registers somebody from today on and gives an identity of a kind; the link went out by mail.
  async hire(given_name, family_name, { kind, user_name, ...more }) {
    const starts_on = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(new Date())
    const employee = await this.post('/employees', { given_name, family_name, employments: [{ category: 'F', starts_on }], ...more })
    const { identity, activation_link } = await this.post(`/employees/${employee.id}/identities`, { kind, user_name, language: 'da' })
    return { ...employee, identity: identity.id, link: activation_link ?? (await this.mailed(more.email)) }
  }

  async mailed(to) {
    const link = /https?:\S+\/activate#\S+/
    const { body } = await mailTo(this.base, to, '', (mail) => link.test(mail.body))
    return link.exec(body)[0]
  }

  async handOver({ identity }) {
    return (await this.post(`/identities/${identity}/hand_over`, { how: 'in_person' })).code
  }
}
