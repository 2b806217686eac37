// Measures the page of employees of an organisation with 10,000 of them, from a warm server: node web/e2e/measure-employees.mjs
// It needs bin/hverv. It prints the median of five visits, of which each begins in a browser without a cache.
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answers, freePort } from '../../tests/interop/server.mjs'
import { startBrowser } from './browser.mjs'

const program = fileURLToPath(new URL('../../bin/hverv', import.meta.url))
const employees = 10_000
const visits = 5

const folder = await mkdtemp(join(tmpdir(), 'hverv-measure-'))
await chmod(folder, 0o711) // PostgreSQL's account has to pass through
const port = await freePort()
const base = `http://localhost:${port}`
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  HVERV_LISTEN: `127.0.0.1:${port}`,
  HVERV_PUBLIC_URL: base,
  HVERV_DATA_DIR: join(folder, 'data'),
  HVERV_LOG_LEVEL: 'error',
}
const run = (...args) => spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
const end = (child) => new Promise((resolve) => child.once('exit', resolve))

// visit opens the page and waits for its rows; what the browser itself measured comes back.
async function visit(chromium, cookie, path) {
  const page = await chromium.visit()
  const [name, value] = cookie.split('=')
  await page.context().addCookies([{ name, value, url: base }])
  const requests = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  await page.goto(base + path)
  await page.getByRole('table').waitFor()
  const seen = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    table: performance.now(),
    rows: document.querySelectorAll('tbody tr').length,
    nodes: document.querySelectorAll('*').length,
  }))
  await page.context().close()
  return { ...seen, api: requests.filter((one) => one.startsWith('/api/')), files: requests.filter((one) => !one.startsWith('/api/')) }
}

const median = (numbers) => Math.round(numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)])

let server, chromium
try {
  const out = join(folder, 'seed.json')
  await end(run('seed', '--organisations=1', `--employees=${employees}`, '--sessions=10', `--out=${out}`))
  const [organisation] = JSON.parse(await readFile(out, 'utf8')).organisations
  server = run('serve')
  if (!(await answers(`${base}/readyz`, end(server)))) throw new Error('hverv did not start')
  chromium = await startBrowser()
  const path = `/organisations/${organisation.id}/employees`
  await visit(chromium, organisation.sessions[0], path) // warms the server and the browser
  const seen = []
  for (let n = 0; n < visits; n++) seen.push(await visit(chromium, organisation.sessions[0], path))
  const [first] = seen
  console.log(`employees                ${employees}`)
  console.log(`first contentful paint   ${median(seen.map(({ paint }) => paint))} ms, median of ${visits}`)
  console.log(`rows on the screen after ${median(seen.map(({ table }) => table))} ms, median of ${visits}`)
  console.log(`rows rendered            ${first.rows} (${first.nodes} elements)`)
  console.log(`requests to the API      ${first.api.length}: ${first.api.map((one) => one.replace(organisation.id, '…')).join(' ')}`)
  console.log(`files                    ${first.files.length}`)
} finally {
  await chromium?.stop()
  if (server?.exitCode === null) {
    server.kill('SIGTERM')
    await end(server)
  }
  await rm(folder, { recursive: true, force: true })
}
