// `npm run build`: the pages into dist/web and the server into dist/server, side by side; nothing when the sources are unchanged.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'dist', 'stamp')
const lockFile = join(root, 'dist', 'building')
const single = [
  'index.html',
  'vite.config.ts',
  'vite.server.config.ts',
  'package-lock.json',
  'package.json',
  'tools/build.mjs',
]
const results = ['dist/web/index.html', 'dist/server/cli.js']
const parts = [
  { name: 'web', config: 'vite.config.ts' },
  { name: 'server', config: 'vite.server.config.ts' },
]
const longestBuild = 180_000

async function filesUnder(folder) {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
}

/** One hash over names and contents of everything that a build depends on. */
async function contentStamp() {
  const files = [...single, ...(await filesUnder('src'))].sort()
  const hash = createHash('sha256').update(process.version)
  for (const file of files) {
    const content = await readFile(join(root, file)).catch(() => '')
    hash.update(`${file}\0`).update(content).update('\0')
  }
  return hash.digest('hex')
}

async function isFresh(stamp) {
  if (!results.every((file) => existsSync(join(root, file)))) return false
  return (await readFile(stampFile, 'utf8').catch(() => '')) === stamp
}

function buildPart({ name, config }) {
  return new Promise((done) => {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const child = spawn(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'], {
      cwd: root,
      // Whoever starts it, a test run included, gets the same build.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => done({ name, ok: code === 0, output }))
  })
}

/** Takes the build for itself; where another process builds, waits for it. Answers a function that lets go. */
async function takeLock() {
  await mkdir(join(root, 'dist'), { recursive: true })
  for (;;) {
    const file = await open(lockFile, 'wx').catch(() => undefined)
    if (file !== undefined) {
      await file.close()
      return () => rm(lockFile, { force: true })
    }
    const taken = await stat(lockFile).catch(() => undefined)
    if (taken !== undefined && Date.now() - taken.mtimeMs > longestBuild) await rm(lockFile, { force: true })
    else await new Promise((done) => setTimeout(done, 200))
  }
}

async function build() {
  const started = Date.now()
  if (await isFresh(await contentStamp())) return true
  const letGo = await takeLock()
  try {
    const stamp = await contentStamp()
    if (await isFresh(stamp)) return true
    await rm(stampFile, { force: true })
    const built = await Promise.all(parts.map(buildPart))
    for (const { name, ok, output } of built) {
      if (!ok) console.error(`${name} did not build:\n${output.trim()}`)
    }
    if (!built.every(({ ok }) => ok)) return false
    await writeFile(stampFile, stamp)
    console.log(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`)
    return true
  } finally {
    await letGo()
  }
}

process.exitCode = (await build()) ? 0 : 1
