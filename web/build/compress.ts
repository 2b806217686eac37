import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const text = /\.(js|css|html|svg)$/

// compress writes a .br and a .gz beside every text, once at build time, so that the server only
// picks. It runs last, over what is really there.
export function compress(): Plugin {
  let folder = ''
  return {
    name: 'compress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    async closeBundle() {
      for (const file of await readdir(folder, { recursive: true })) {
        if (text.test(file)) await squeeze(join(folder, file))
      }
    },
  }
}

async function squeeze(path: string) {
  const plain = await readFile(path)
  if (plain.length < 1024) return
  await writeFile(`${path}.gz`, await promisify(gzip)(plain, { level: 9 }))
  await writeFile(`${path}.br`, await promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}
