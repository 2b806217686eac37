// A browser that needs no screen: it keeps cookies, follows redirects and submits forms, and stops
// when it is sent to an address that it was told to wait for. It says of itself what browsers say
// when they open a page, which fetch does not, so that relying parties redirect it.
import { request } from 'node:http'

export class Browser {
  #cookies = new Map()

  // go opens an address and follows redirects up to a page, or to an address that begins with one of the given.
  async go(url, { method = 'GET', body, until = [] } = {}) {
    for (let hops = 0; hops < 25; hops++) {
      if (until.some((start) => url.startsWith(start))) return { url, text: '', status: 0 }
      const headers = { ...navigation, cookie: this.#header(url) }
      if (method === 'POST') {
        headers['content-type'] = 'application/x-www-form-urlencoded'
        headers['sec-fetch-site'] = 'same-origin'
      }
      const { status, headers: answered, text } = await open(url, { method, headers }, body)
      this.#keep(url, answered.getSetCookie())
      if (status < 300 || status > 399) return { url, text, status, headers: answered }
      url = new URL(answered.get('location'), url).href
      method = 'GET'
      body = undefined
    }
    throw new Error(`redirected in circles: ${url}`)
  }

  // submit sends the page's form whose action holds the given text, with what the user typed.
  async submit(page, action, typed, options = {}) {
    const form = forms(page).find((f) => f.action.includes(action))
    if (!form) throw new Error(`no form to ${action} on ${page.url} (${page.status}): ${page.text.slice(0, 400)}`)
    const body = new URLSearchParams({ ...form.hidden, ...typed }).toString()
    return this.go(form.action, { ...options, method: 'POST', body })
  }

  #header(url) {
    const { hostname } = new URL(url)
    return [...(this.#cookies.get(hostname) ?? new Map())].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #keep(url, lines) {
    const { hostname } = new URL(url)
    const jar = this.#cookies.get(hostname) ?? new Map()
    for (const line of lines) {
      const [pair] = line.split(';')
      const at = pair.indexOf('=')
      const gone = /max-age=0|expires=thu, 01 jan 1970/i.test(line)
      if (gone) jar.delete(pair.slice(0, at))
      else jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    this.#cookies.set(hostname, jar)
  }

  // api calls Hverv's JSON API with this browser's session.
  async api(base, method, path, body) {
    const headers = { cookie: this.#header(base), 'content-type': 'application/json' }
    if (method === 'POST') headers['idempotency-key'] = crypto.randomUUID()
    const response = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
}

const navigation = { accept: 'text/html', 'accept-language': 'da', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

function open(url, options, body) {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...options, agent: false }, async (answer) => {
      try {
        const headers = new Headers()
        for (let i = 0; i < answer.rawHeaders.length; i += 2) headers.append(answer.rawHeaders[i], answer.rawHeaders[i + 1])
        const text = Buffer.concat(await answer.toArray()).toString()
        resolve({ status: answer.statusCode, headers, text })
      } catch (error) {
        reject(error)
      }
    })
    asked.once('error', reject)
    asked.end(body)
  })
}

function forms(page) {
  return [...page.text.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes, inside]) => ({
    action: new URL(plain(/action="([^"]*)"/.exec(attributes)?.[1] ?? ''), page.url).href,
    hidden: Object.fromEntries(
      [...inside.matchAll(/<input\b[^>]*>/g)]
        .map(([tag]) => tag)
        .filter((tag) => /type="hidden"/.test(tag))
        .map((tag) => [/name="([^"]*)"/.exec(tag)?.[1], plain(/value="([^"]*)"/.exec(tag)?.[1] ?? '')]),
    ),
  }))
}

function plain(text) {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)).replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCharCode(parseInt(code, 16)))
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
