#!/usr/bin/env node
// The command `jidi`: brings the build up to date with the sources, then runs it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('..', import.meta.url)
const built = new URL('dist/server/cli.js', root)
if (existsSync(new URL('src', root))) {
  const build = spawnSync(process.execPath, [fileURLToPath(new URL('tools/build.mjs', root))], {
    stdio: ['ignore', 2, 2],
    cwd: fileURLToPath(root),
  })
  if (build.status !== 0) process.exit(build.status ?? 1)
}
const { main } = await import(built.href)
await main(process.argv.slice(2))
