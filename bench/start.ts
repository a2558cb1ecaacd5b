import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { load, short } from './figures/rounds.ts'

// From `npm start` to the address answering: the first start, which builds and fills the house, and the second.

const promised = { first: 30_000, second: 6_000 }

const folder = await mkdtemp(path.join(tmpdir(), 'jidi-start-'))
const began = load()
try {
  await rm(path.join('dist', 'stamp'), { force: true })
  const first = await start()
  const second = await start()
  console.log(`first start, with build and small population: ${(first / 1000).toFixed(1)} s (30 s promised)`)
  console.log(`second start: ${(second / 1000).toFixed(1)} s (6 s promised)`)
  const answer = {
    bench: 'start',
    population: 'small',
    ours: short(first),
    limit: promised.first,
    peers: {},
    ratioToLimit: short(first / promised.first),
    speedup: short(promised.first / first),
    unit: 'ms',
    load: { before: began, after: load() },
    second: { ours: short(second), limit: promised.second },
  }
  console.log(JSON.stringify(answer))
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Starts the product, answers after how many ms /api/health said it is well, and stops it. */
async function start(): Promise<number> {
  const started = performance.now()
  const env = { ...process.env, DATA_DIR: folder, HOST: '127.0.0.1', PORT: '0', POPULATION: 'small', LOG_LEVEL: 'warn' }
  const child = spawn(process.execPath, ['tools/jidi.mjs', 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let said = ''
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /listening on (http:\S+)/.exec(said)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    void ended.then(() => reject(new Error(`the server did not start:\n${said}`)))
  })
  const health = (await (await fetch(`${await address}/api/health`)).json()) as { status: string }
  const milliseconds = performance.now() - started
  child.kill('SIGTERM')
  await ended
  if (health.status !== 'ok') throw new Error(`the server is ${health.status}`)
  return milliseconds
}
