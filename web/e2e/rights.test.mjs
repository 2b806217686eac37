// Rights, as the clinic's administrator gives and takes them: bundles with their preview, assignments with place and dates.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHverv } from '../../tests/interop/server.mjs'
import { look, startBrowser } from './browser.mjs'
import { byEid, mette } from './people.mjs'

let hverv
let chromium
before(async () => {
  hverv = await startHverv()
  chromium = await startBrowser()
})
after(async () => {
  await chromium?.stop()
  await hverv?.stop()
})

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()

async function administrator(path) {
  const page = await chromium.visit({ viewport: { width: 1280, height: 800 } })
  await byEid(page, hverv.base, mette, { organisation: 'Klinikken på Torvet' })
  await heading(page, 'Klinikken på Torvet ApS')
  await page.goto(`${page.url()}${path}`)
  return page
}

test('what the organisation holds', async () => {
  const page = await administrator('/rights/held')
  await heading(page, 'Rettigheder, I råder over')
  await page.getByRole('row').nth(2).waitFor()
  await look(page, 'rights-held')
})

test('a bundle is made, given to somebody, changed with a preview, and taken out of use (R2, R3)', async () => {
  const page = await administrator('/rights/bundles')
  await page.getByRole('link', { name: 'Opret rettighedspakke' }).click()
  await heading(page, 'Opret rettighedspakke')
  await page.getByRole('button', { name: 'Opret rettighedspakke' }).click()
  await page.getByRole('alert').getByRole('link', { name: 'Pakkens navn: Skal udfyldes' }).click()
  await look(page, 'bundle-new-faults')
  await page.getByLabel('Pakkens navn').fill('Sygeplejerske på Ærø')
  const choices = page.getByRole('group', { name: 'Rettigheder i pakken' })
  const first = choices.getByRole('checkbox').first()
  await first.check()
  await page.getByRole('button', { name: 'Opret rettighedspakke' }).dblclick()
  await heading(page, 'Sygeplejerske på Ærø')
  await look(page, 'bundle')

  await page.getByRole('link', { name: 'Hvem har pakken?' }).click()
  await heading(page, 'Tildelinger')
  await page.getByText('Ingen har fået tildelt noget endnu.').waitFor()
  await look(page, 'assignments-none')
  await page.getByRole('link', { name: 'Tildel rettigheder' }).click()
  await heading(page, 'Tildel rettigheder')
  await look(page, 'assign')
  await page.getByRole('combobox', { name: 'Medarbejder' }).pressSequentially('A')
  await page.getByRole('listbox').getByRole('option').first().click()
  const name = await page.getByRole('combobox', { name: 'Medarbejder' }).inputValue()
  await page.getByLabel('Rettighedspakke', { exact: true }).selectOption('Sygeplejerske på Ærø')
  await page.getByLabel('Sidste dag').fill('2099-12-31')
  await page.getByLabel('Begrundelse').fill('Nyt arbejde på Ærø')
  await page.getByRole('button', { name: 'Tildel rettigheder' }).dblclick()
  await page.getByText(`Sygeplejerske på Ærø er tildelt ${name}.`).waitFor()
  await look(page, 'assigned')

  await page.getByRole('link', { name: 'Rettigheder' }).first().click()
  const row = page.getByRole('row').filter({ hasText: 'Sygeplejerske på Ærø' })
  await row.first().waitFor()
  assert.equal(await row.count(), 1) // a double click gave it once
  assert.match(await row.innerText(), /31\. december 2099/)
  await look(page, 'assignments')
  await row.getByRole('button', { name: /Ret slutdato/ }).click()
  await look(page, 'assignment-change-end')
  await page.getByRole('dialog').getByLabel('Sidste dag').fill('')
  await page.getByRole('button', { name: 'Gem' }).click()
  await row.filter({ hasText: 'uden slutdato' }).waitFor()

  await page.getByRole('link', { name: 'Rettighedspakker' }).click()
  await look(page, 'bundles')
  await page.getByRole('link', { name: 'Sygeplejerske på Ærø' }).click()
  await page.getByRole('button', { name: 'Ret pakken' }).click()
  await choices.getByRole('checkbox').nth(1).check()
  await choices.getByRole('checkbox').first().uncheck()
  await look(page, 'bundle-change')
  await page.getByRole('button', { name: 'Se, hvem det rammer' }).click()
  await page.getByRole('dialog').getByText('1 medarbejder får eller mister noget').waitFor()
  await look(page, 'bundle-preview')
  await page.getByRole('button', { name: 'Gem som ny version' }).click()
  await page.getByText('Pakken er gemt som version 2.').waitFor()
  await look(page, 'bundle-changed')

  await page.getByRole('button', { name: 'Tag pakken ud af brug' }).click()
  await page.getByRole('dialog').getByText(name).waitFor()
  await look(page, 'bundle-retire')
  await page.getByRole('button', { name: 'Tag ud af brug' }).click()
  await page.getByText('Pakken er taget ud af brug.').waitFor()
})

test('a single right is given for one part, and ended', async () => {
  const page = await administrator('/rights/assign')
  await page.getByRole('combobox', { name: 'Medarbejder' }).pressSequentially('A')
  await page.getByRole('listbox').getByRole('option').first().click()
  await page.getByLabel('En enkelt rettighed').check()
  await page.getByLabel('Et SE-nummer').check()
  await page.getByRole('button', { name: 'Tildel rettigheder' }).click()
  await page.getByRole('alert').waitFor()
  await look(page, 'assign-faults')
  const choice = page.getByLabel('Rettighed', { exact: true })
  await choice.selectOption({ index: 1 })
  const [, right] = (await choice.locator('option:checked').textContent()).match(/^[^:]*: (.*)$/)
  await page.getByLabel('SE-nummer', { exact: true }).fill('1')
  await page.getByRole('button', { name: 'Tildel rettigheder' }).click()
  await page.getByRole('alert').waitFor()
  await look(page, 'assign-refused')
  await page.getByLabel('Hele organisationen').check()
  await page.getByRole('button', { name: 'Tildel rettigheder' }).click()
  await page.getByText(/er tildelt/).waitFor()
  await page.getByRole('link', { name: 'Rettigheder' }).first().click()
  const row = page.getByRole('row').filter({ hasText: right })
  await row.getByRole('button', { name: /^Afslut/ }).click()
  await page.getByRole('dialog').getByLabel('Begrundelse').fill('Ikke længere nødvendig')
  await look(page, 'assignment-end')
  await page.getByRole('button', { name: 'Afslut nu' }).click()
  await row.waitFor({ state: 'detached' })
  await page.getByLabel('Vis også afsluttede').click()
  await row.filter({ hasText: 'Afsluttet' }).waitFor()
  await look(page, 'assignments-ended')
})
