// Chromium as Debian builds it, with what every test asks of a page: no violation that axe finds,
// no sideways scrolling on a narrow phone, no error in the console, and a picture to look at
// (PICTURES=0 leaves the pictures out, as `make e2e` does: nobody looks at those).

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { chromium } from 'playwright-core'

const pictures = fileURLToPath(new URL('../../screenshots/', import.meta.url))
const pictured = process.env.PICTURES !== '0'
// The shell is Chromium without the windows around its pages, which cost more than the pages themselves.
const program = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path))
const flags = [
  '--lang=da-DK',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function startBrowser() {
  await mkdir(pictures, { recursive: true })
  const browser = await chromium.launch({ executablePath: program, args: flags })
  const visit = async (options = {}) => {
    const context = await browser.newContext({ locale: 'da-DK', viewport: { width: 1000, height: 800 }, ...options })
    context.setDefaultTimeout(60_000) // what a machine with other work to do may need
    const page = await context.newPage()
    page.complaints = []
    page.on('console', (said) => said.type() === 'error' && page.complaints.push(said.text()))
    page.on('pageerror', (error) => page.complaints.push(String(error)))
    return page
  }
  return { visit, stop: () => browser.close() }
}

// look judges the page as it stands and takes its pictures, wide and narrow. Chromium itself writes
// a line for every answer of 400 or more, and for what never came; nothing else may be in the console.
export async function look(page, name) {
  await still(page)
  await picture(page, name)
  assert.deepEqual(await violations(page), [], name)
  await narrow(page, name)
  assert.deepEqual(
    page.complaints.filter((text) => !text.startsWith('Failed to load resource')),
    [],
    name,
  )
}

// still waits until what moves has arrived; half faded in, a text has too little contrast. A page that is
// kept loading on purpose is looked at as it is.
async function still(page) {
  for (const end = Date.now() + 5000; (await page.locator('.loading').count()) > 0 && Date.now() < end; );
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
        .map(({ finished }) => finished),
    ),
  )
}

// violations asks axe, which stays in the page until another is loaded; only what is wrong is worth telling.
async function violations(page) {
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
    const found = await window.axe.run(document, { runOnly, resultTypes: ['violations'] })
    return found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`)
  })
}

// narrow turns the page to the width of a small phone and back.
export async function narrow(page, name) {
  const wide = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  await picture(page, `${name}-320`)
  const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth)
  assert.ok(over <= 0, `${name}: ${over} pixels too wide at 320`)
  await page.setViewportSize(wide)
}

// picture shows the whole page, and of a very long one only the top.
export async function picture(page, name) {
  if (!pictured) return
  const { height } = await page.locator('body').boundingBox()
  await page.screenshot({ path: `${pictures}${name}.png`, fullPage: height < 4000 })
}
