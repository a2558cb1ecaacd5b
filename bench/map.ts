import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { launchBrowser } from '../tools/browser.ts'
import { load, medianOf, short } from './figures/rounds.ts'

// The first view of the map in a browser, from the address to the picture at rest, where there are 100,000 parcels.

const quick = process.argv.includes('--quick')
const parcels = quick ? 2_000 : 100_000
const rounds = 5
const limit = 2_000
const login = 'analyst'

const folder = await mkdtemp(path.join(tmpdir(), 'jidi-map-'))
await chmod(folder, 0o755)
const began = load()
try {
  const size = ['--enterprises', '160', '--months', '24', '--parcels', String(parcels)]
  const made = await run(['populate', ...size])
  const password = new RegExp(`^ {2}${login} +(\\S+)`, 'm').exec(made)?.[1] ?? ''
  const { url, server } = await start()
  const browser = await launchBrowser()
  try {
    const session = await sessionOf(browser, { url, password })
    // The stock is read and tiles are cut once the server stands; a first view waits for neither.
    await session.request.get(`${url}/api/map/parcels?pageSize=1`, { timeout: 900_000 })
    tell(await measure(browser, url, session))
    await session.close()
  } finally {
    await browser.close()
    await stop(server)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Cold: a browser that has never been here. Warm: the same person looks again. */
type Views = { readonly cold: View[]; readonly warm: View[] }
/** How long it took, how many shapes were drawn, how often was asked and how much came. */
type View = { readonly ms: number; readonly shapes: number; readonly requests: number; readonly kilobytes: number }

async function measure(browser: Browser, url: string, session: BrowserContext): Promise<Views> {
  const views: Views = { cold: [], warm: [] }
  const { cookies } = await session.storageState()
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
    await context.addCookies(cookies)
    views.cold.push(await look(context, url))
    views.warm.push(await look(context, url))
    await context.close()
  }
  return views
}

async function look(context: BrowserContext, url: string): Promise<View> {
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  let [requests, bytes] = [0, 0]
  page.on('requestfinished', async (request) => {
    requests += 1
    bytes += (await request.sizes().catch(() => undefined))?.responseBodySize ?? 0
  })
  const started = performance.now()
  await page.goto(`${url}/map`, { waitUntil: 'commit' })
  const canvas = page.locator('.map-canvas[data-ready]')
  await canvas.waitFor()
  // At rest and with something on it: an empty picture is no view.
  const drawn = "Number(document.querySelector('.map-canvas[data-ready]')?.getAttribute('data-shapes') ?? 0) > 0"
  await page.waitForFunction(drawn, undefined, { polling: 'raf' })
  const ms = performance.now() - started
  const shapes = Number(await canvas.getAttribute('data-shapes'))
  await page.close()
  return { ms, shapes, requests, kilobytes: Math.round(bytes / 1024) }
}

async function sessionOf(browser: Browser, { url, password }: { url: string; password: string }) {
  const context = await browser.newContext()
  const answer = await context.request.post(`${url}/api/session`, {
    data: { login, password },
    headers: { origin: url },
  })
  if (!answer.ok()) throw new Error(`${login} could not sign in: ${answer.status()} ${await answer.text()}`)
  return context
}

function tell({ cold, warm }: Views): void {
  for (const [word, views] of [
    ['cold', cold],
    ['warm', warm],
  ] as const) {
    const all = views.map(({ ms }) => Math.round(ms)).join(', ')
    const [one] = views
    console.log(`${word}: ${all} ms; ${one?.shapes} shapes, ${one?.requests} requests, ${one?.kilobytes} kB`)
  }
  const [first, again] = [cold, warm].map((views) => short(medianOf(views.map(({ ms }) => ms)))) as [number, number]
  console.log(
    JSON.stringify({
      bench: 'map',
      population: { parcels },
      ours: first,
      limit,
      peers: {},
      ratioToLimit: short(first / limit),
      speedup: short(limit / first),
      unit: 'ms',
      load: { before: began, after: load() },
      warm: again,
    }),
  )
  if (first > limit) process.exitCode = 1
}

function launch(args: readonly string[], port = '0'): ChildProcess {
  const env = { ...process.env, DATA_DIR: folder, HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'warn', POPULATION: 'none' }
  return spawn(process.execPath, ['tools/jidi.mjs', ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Runs a command to its end and answers what it said. */
async function run(args: readonly string[]): Promise<string> {
  const child = launch(args)
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`jidi ${args.join(' ')} ended with ${code}:\n${said}`)
  return said
}

async function start(): Promise<{ url: string; server: ChildProcess }> {
  const server = launch(['start'])
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /listening on (http:\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    server.once('close', () => reject(new Error(`the server did not start:\n${said}`)))
  })
  return { url, server }
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('close', resolve))
  server.kill('SIGTERM')
  await ended
}
