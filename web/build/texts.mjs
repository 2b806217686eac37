// Takes the sentences of every error code out of the API document, in Danish and English, so that the
// client says exactly what the document promises. The files are not committed.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const document = parse(await readFile(at('../../openapi/openapi.yaml'), 'utf8'))
for (const language of ['da', 'en']) {
  const sentences = (list) => Object.fromEntries(Object.entries(list ?? {}).map(([code, entry]) => [code, entry[language]]))
  const texts = { codes: sentences(document['x-error-catalogue']), fields: sentences(document['x-field-codes']) }
  await writeFile(at(`../src/api/problems.${language}.gen.json`), `${JSON.stringify(texts, null, 1)}\n`)
}
