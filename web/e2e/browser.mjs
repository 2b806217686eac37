// Chromium as Debian builds it, with what every test asks of a page: no violation that axe finds,
// no sideways scrolling on a narrow phone, no error in the console, and a picture to look at.

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright-core'

const pictures = fileURLToPath(new URL('../../screenshots/', import.meta.url))
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
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
  const visit = async (options = {}) => {
    const context = await browser.newContext({ locale: 'da-DK', viewport: { width: 1000, height: 800 }, ...options })
    context.setDefaultTimeout(15_000)
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
  await picture(page, name)
  // "Legacy" spares a second page for each look; it is for pages without foreign frames, and ours have none.
  const axe = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).setLegacyMode(true)
  const { violations } = await axe.analyze()
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`),
    [],
    name,
  )
  const wide = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  await picture(page, `${name}-320`)
  const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth)
  assert.ok(over <= 0, `${name}: ${over} pixels too wide at 320`)
  await page.setViewportSize(wide)
  assert.deepEqual(
    page.complaints.filter((text) => !text.startsWith('Failed to load resource')),
    [],
    name,
  )
}

// picture shows the whole page, and of a very long one only the top.
export async function picture(page, name) {
  const { height } = await page.locator('body').boundingBox()
  await page.screenshot({ path: `${pictures}${name}.png`, fullPage: height < 4000 })
}
