// Runs Biome's own program for this machine. Its npm front asks for the programs of all machines at once,
// and a registry that lacks some of them makes `npm ci` fail; of these two one is always there on Debian.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const program = createRequire(import.meta.url).resolve(`@biomejs/cli-linux-${process.arch}/biome`)
process.exit(spawnSync(program, process.argv.slice(2), { stdio: 'inherit' }).status ?? 1)
