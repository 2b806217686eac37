// Starts bin/hverv with made-up people on a free port and a folder of its own, and stops it.
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../bin/hverv', import.meta.url))

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return port
}

export async function startHverv() {
  const folder = await mkdtemp(join(tmpdir(), 'hverv-interop-'))
  await chmod(folder, 0o711) // PostgreSQL's account has to pass through
  const port = await freePort()
  const env = { PATH: process.env.PATH, HOME: folder, HVERV_LISTEN: `127.0.0.1:${port}`, HVERV_DATA_DIR: join(folder, 'data') }
  const child = spawn(program, ['serve', '--demo'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (text) => (log += text))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const base = `http://localhost:${port}`
  const ready = await answers(`${base}/readyz`, ended)
  const person = ready && (await populated(join(folder, 'data', 'demo.json'), ended))
  if (!person) throw new Error(`hverv did not start:\n${log}`)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  return { base, person, stop, log: () => log }
}

// populated waits for the made-up people: the one with a user name of her own comes last.
async function populated(file, ended) {
  let over = false
  ended.then(() => (over = true))
  const until = Date.now() + 180_000
  while (!over && Date.now() < until) {
    try {
      return JSON.parse(await readFile(file, 'utf8'))
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return undefined
}

// answers waits until the address answers well, or the process ends.
export async function answers(url, ended) {
  let over = false
  ended?.then(() => (over = true))
  const until = Date.now() + 180_000
  while (!over && Date.now() < until) {
    try {
      if ((await fetch(url, { redirect: 'manual' })).status < 500) return true
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return false
}
