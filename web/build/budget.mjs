// Fails the build when the first page would load more than it should: 200 KB gzipped of script and
// style together for what every page needs, 40 KB for what one page adds.
import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const manifest = JSON.parse(await readFile(`${dist}.vite/manifest.json`, 'utf8'))
const limits = { first: 200 * 1024, page: 40 * 1024 }

const size = async (file) => (await stat(`${dist}${file}.gz`).catch(() => stat(`${dist}${file}`))).size

// needs lists the files that a chunk cannot do without: itself, its style, and what it imports.
function needs(key, seen = new Set()) {
  const chunk = manifest[key]
  seen.add(chunk.file)
  for (const style of chunk.css ?? []) seen.add(style)
  for (const other of chunk.imports ?? []) needs(other, seen)
  return seen
}

const sum = async (files) => (await Promise.all([...files].map(size))).reduce((all, one) => all + one, 0)
const first = needs('index.html')
const loaded = await sum(first)
const say = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
console.log(`first load  ${say(loaded)} gzipped, of ${say(limits.first)} allowed`)
let failed = loaded > limits.first
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue
  const added = await sum([...needs(key)].filter((file) => !first.has(file)))
  const over = added > limits.page
  failed ||= over
  if (over || process.argv.includes('--all'))
    console.log(`${key}  ${say(added)}${over ? ` is more than the ${say(limits.page)} allowed for one page` : ''}`)
}
process.exit(failed ? 1 : 0)
