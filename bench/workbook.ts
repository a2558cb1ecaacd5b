import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clearUnfinished } from '#app/first-start.ts'
import { prepareHouse } from '#app/house.ts'
import { system } from '#base/decision.ts'
import { createPerson } from '#capabilities/people/server/service.ts'
import { populate } from '#capabilities/returns/server/populate.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import { openWorkbook } from '#kit/server/workbook-stream.ts'
import { type WriteCell, writeWorkbook } from '#kit/server/workbook.ts'
import { load, short } from './figures/rounds.ts'

// A workbook of 20,000 respondents × 41 columns through the public door: sent, read, checked cell by cell, looked at, stored. Meanwhile
// somebody else asks /api/session ten times a second.

const quick = process.argv.includes('--quick')
const wanted = quick ? 1_000 : 20_000
const promised = { milliseconds: 12_000, bytes: 2 ** 30 }
const form = 'monthly-industry'

const shares: Readonly<Record<string, number>> = {
  gross_output_current: 1,
  sales_output_current: 0.97,
  export_delivery_value: 0.2,
  new_product_output: 0.1,
  strategic_emerging_output: 0.1,
  operating_revenue: 1,
  main_business_revenue: 0.95,
  operating_cost: 0.8,
  total_assets: 2,
  current_assets: 1.2,
  accounts_receivable: 0.3,
  inventories: 0.3,
  finished_goods: 0.1,
  total_liabilities: 1,
  owners_equity: 1,
}

type Person = { readonly login: string; readonly password: string }
type Answer = { readonly status: number; readonly bytes: Uint8Array }
type State = { id: string; state: string; counts: Record<string, number>; issues: unknown[]; problem?: unknown }

const folder = await mkdtemp(path.join(tmpdir(), 'jidi-workbook-'))
await chmod(folder, 0o755)
const began = load()
try {
  const account = await fill()
  const server = await start()
  try {
    console.log(JSON.stringify(await measure(server, account)))
  } finally {
    await server.stop()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** A register with enough respondents, and somebody who fills in for all of them. */
async function fill(): Promise<Person> {
  const settings = readSettings({ ...process.env, DATA_DIR: folder, LOG_LEVEL: 'warn' })
  const { house, close } = await prepareHouse(settings, openLog(settings))
  try {
    await clearUnfinished(house)
    await populate(house, { enterprises: Math.ceil(wanted * 1.3), months: 1 }, () => {})
    const { roles, organisations } = house.programme()
    const role = Object.values(roles).find((each) =>
      each.permissions.some((one) => one.may === 'returns.fill' && one.scope === 'all'),
    )
    const [organisation] = Object.keys(organisations)
    if (role === undefined || organisation === undefined) throw new Error('nobody fills in everywhere')
    const person = {
      login: 'bench-workbook',
      name: 'bench',
      language: 'en' as const,
      membership: { role: role.id, organisation },
      demo: true,
      actor: system,
    }
    const { password } = await house.record.asSystem((tx) => createPerson(house, tx, person))
    return { login: person.login, password }
  } finally {
    await close()
  }
}

type Server = { readonly url: string; readonly pid: number; stop(): Promise<void> }

async function start(): Promise<Server> {
  const env = { ...process.env, DATA_DIR: folder, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn' }
  const child = spawn(process.execPath, ['tools/jidi.mjs', 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /listening on (http:\S+)/.exec(said)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    void ended.then(() => reject(new Error(`the server did not start:\n${said}`)))
  })
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function measure(server: Server, account: Person): Promise<object> {
  const cookie = await signIn(server, account)
  const ask = async (target: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${server.url}${target}`, {
      ...init,
      headers: { ...init.headers, cookie, origin: server.url },
    })
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) }
  }
  const json = async <T>(target: string, init?: RequestInit): Promise<T> => {
    const { status, bytes } = await ask(target, init)
    if (status !== 200) throw new Error(`${target}: ${status} ${Buffer.from(bytes).toString().slice(0, 500)}`)
    return JSON.parse(Buffer.from(bytes).toString()) as T
  }
  const [{ periods } = { periods: [] }] = (
    await json<{ id: string; periods: string[] }[]>('/api/returns/forms')
  ).filter(({ id }) => id === form)
  const query = `form=${form}&period=${periods[3]}`
  const asked = performance.now()
  const template = await ask(`/api/returns/workbooks?${query}`)
  const downloaded = performance.now() - asked
  if (template.status !== 200) throw new Error(Buffer.from(template.bytes).toString().slice(0, 500))
  const { bytes, rows, columns } = await filled(template.bytes)
  const writing = await peakOf(server.pid)
  // From here on the most is counted anew: what follows is the upload alone.
  await writeFile(`/proc/${server.pid}/clear_refs`, '5')
  const idle = await peakOf(server.pid)

  const until = async (id: string, states: readonly string[]): Promise<State> => {
    for (;;) {
      const now = await json<State>(`/api/returns/uploads/${id}`)
      if (states.includes(now.state)) return now
      await sleep(100)
    }
  }
  const cpuBefore = await cpuOf(server.pid)
  const watch = watchDelays(() => ask('/api/session'))
  const sent = performance.now()
  const { id } = await json<State>(`/api/returns/uploads?${query}`, {
    method: 'POST',
    body: bytes as Uint8Array<ArrayBuffer>,
  })
  const taken = performance.now()
  const read = await until(id, ['ready', 'refused'])
  const checked = performance.now()
  if (read.state !== 'ready' || read.counts.refused !== 0) throw new Error(JSON.stringify(read).slice(0, 2000))
  await json(`/api/returns/uploads/${id}/store`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  const stored = await until(id, ['stored', 'refused'])
  const done = performance.now()
  const cpu = (await cpuOf(server.pid)) - cpuBefore
  const delays = await watch.stop()
  if (stored.state !== 'stored' || stored.counts.stored !== rows) throw new Error(JSON.stringify(stored).slice(0, 2000))
  const peak = await peakOf(server.pid)
  const total = done - sent
  console.log(
    `${rows} respondents × ${columns} columns, ${(bytes.length / 2 ** 20).toFixed(1)} MB, ${stored.counts.cells} cells stored`,
  )
  console.log(`  the workbook written and sent by the server   ${seconds(downloaded)}, memory ${mega(writing)}`)
  console.log(
    `  sent ${seconds(taken - sent)}, read and checked ${seconds(checked - taken)}, stored ${seconds(done - checked)}`,
  )
  console.log(`  in all ${seconds(total)} (${promised.milliseconds / 1000} s promised)`)
  console.log(`  processor time of the server, its threads together, without the database: ${seconds(cpu)}`)
  console.log(`  memory of the server ${mega(peak)} at most (${mega(promised.bytes)} promised), ${mega(idle)} before`)
  console.log(
    `  /api/session meanwhile: median ${short(delays.median)} ms, longest ${short(delays.longest)} ms, ${delays.count} times`,
  )
  return {
    bench: 'workbook',
    population: `${rows} × ${columns}`,
    ours: short(total),
    limit: promised.milliseconds,
    peers: {},
    ratioToLimit: short(total / promised.milliseconds),
    speedup: short(promised.milliseconds / total),
    unit: 'ms',
    parts: {
      sent: short(taken - sent),
      checked: short(checked - taken),
      stored: short(done - checked),
      downloaded: short(downloaded),
    },
    memory: { peak, limit: promised.bytes, idle, writing },
    cpu: short(cpu),
    delay: { median: short(delays.median), longest: short(delays.longest) },
    load: { before: began, after: load() },
  }
}

async function signIn({ url }: Server, account: Person): Promise<string> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(account),
  })
  if (!response.ok) throw new Error(await response.text())
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

/** The template as an office would send it back: the first respondents with a number in every cell, past every hard check. */
async function filled(template: Uint8Array): Promise<{ bytes: Uint8Array; rows: number; columns: number }> {
  const rows: (WriteCell | string | null)[][] = []
  let codes: string[] = []
  let name = ''
  const hidden: { name: string; rows: string[][] }[] = []
  for (const sheet of await openWorkbook(template)) {
    if (sheet.hidden) {
      const lines: string[][] = []
      for await (const { cells } of sheet.rows()) lines.push(cells.map((cell) => ('text' in cell ? cell.text : '')))
      hidden.push({ name: sheet.name, rows: lines })
      continue
    }
    if (name !== '') continue
    name = sheet.name
    for await (const { cells, number } of sheet.rows()) {
      if (rows.length >= 7 + wanted) break
      while (rows.length < number - 1) rows.push([])
      const texts = cells.map((cell) => ('text' in cell ? cell.text : null))
      if (texts.includes('gross_output_current:this')) codes = texts.map((text) => text ?? '')
      if (codes.length === 0 || rows.length < 7) rows.push(texts)
      else rows.push(codes.map((code, at) => valueOf(code, number) ?? texts[at] ?? null))
    }
  }
  const columns = codes.filter((code) => code !== '' && !code.startsWith('check:')).length
  const bytes = await writeWorkbook([{ name, rows }, ...hidden.map((sheet) => ({ ...sheet, hidden: true }))])
  return { bytes, rows: rows.length - 7, columns }
}

function valueOf(code: string, row: number): WriteCell | undefined {
  const [indicator = '', span] = code.split(':')
  if (span === undefined || indicator === 'check') return undefined
  const base = 10_000 + (row % 997) * 100
  const value = indicator === 'average_employees' ? 20 + (row % 300) : Math.round(base * (shares[indicator] ?? 0.02))
  return { value: null, decimal: String(span === 'cumulative' ? value * 6 : value) }
}

function watchDelays(ask: () => Promise<unknown>) {
  const delays: number[] = []
  let going = true
  const watching = (async () => {
    while (going) {
      const started = performance.now()
      await ask()
      delays.push(performance.now() - started)
      await sleep(100)
    }
  })()
  return {
    async stop() {
      going = false
      await watching
      delays.sort((a, b) => a - b)
      return { median: delays[delays.length >> 1] ?? 0, longest: delays.at(-1) ?? 0, count: delays.length }
    },
  }
}

/** Processor time that a process has used, in ms; clock ticks are hundredths of a second. */
async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The most memory a process has held at once. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? '0') * 1024
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function mega(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`
}
