import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { capabilities } from '#app/capabilities.ts'
import { prepareHouse } from '#app/house.ts'
import { system } from '#base/decision.ts'
import { clocksOf } from '#capabilities/workflows/rules/clocks.ts'
import { caseStateOf } from '#capabilities/workflows/rules/state.ts'
import { frameOf } from '#capabilities/workflows/server/moves.ts'
import { listActsOfCases, type StoredCaseAct } from '#capabilities/workflows/server/store.ts'
import { createPerson, createSessions } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { createHttp } from '#kit/server/http.ts'
import { openLog } from '#kit/server/log.ts'
import { listen } from '#kit/server/serve.ts'
import { readSettings } from '#kit/server/settings.ts'
import { makeCases, type Made, randomFrom } from './cases/population.ts'
import { load, medianOf, short } from './figures/rounds.ts'
import { type Person, signIn } from './freshness/person.ts'

// The desk of one unit through the public door while the cases of others grow tenfold, and the state of one case from its acts.

const quick = process.argv.includes('--quick')
const ofUnit = quick ? 100 : 500
const sizes = quick ? [1000, 10_000] : [10_000, 100_000]
const actsEach = 11
const rounds = quick ? 30 : 100
const limits = { desk: 50, state: 1 }
const unit = 'land-office'

const folder = await mkdtemp(path.join(tmpdir(), 'jidi-cases-'))
await chmod(folder, 0o755)
const began = load()
const settings = readSettings({
  ...process.env,
  DATA_DIR: folder,
  PACK: 'demo',
  POPULATION: 'none',
  LOG_LEVEL: 'warn',
  PORT: '0',
})
let last = ''
const open = await prepareHouse(settings, openLog(settings))
try {
  await run(open.house)
} finally {
  await open.close()
  await rm(folder, { recursive: true, force: true })
}
console.log(last)

async function run(house: House): Promise<void> {
  const programme = house.programme()
  const workflow = programme.workflows.tasks
  if (workflow === undefined) throw new Error('the pack has no workflow of tasks')
  const random = randomFrom(20261123)
  const others = Object.keys(programme.organisations).filter((id) => id !== unit)
  const account = await officerOf(house)
  const listening = await listen(createHttp({ house, sessions: createSessions(house), capabilities }), settings)
  try {
    const person = await signIn(listening.url, account)
    const own = await makeCases(house, workflow, { cases: ofUnit, units: [unit], acts: actsEach, random })
    const grown: { made: Made; desk: Spread; unit: Spread; waiting: number; one: Spread }[] = []
    let made = own
    for (const size of sizes) {
      const started = performance.now()
      const more = await makeCases(house, workflow, { cases: size - made.cases, units: others, acts: actsEach, random })
      made = { cases: made.cases + more.cases, acts: made.acts + more.acts, open: made.open + more.open }
      console.log(
        `${made.cases} cases with ${made.acts} acts, ${made.open} open, made in ${short((performance.now() - started) / 1000)} s`,
      )
      grown.push({ made, ...(await deskOf(person)) })
    }
    tell(grown, await stateTimes(house), own)
  } finally {
    await listening.close()
  }
}

async function officerOf(house: House): Promise<{ login: string; password: string }> {
  const person = {
    login: 'bench-officer',
    name: 'bench-officer',
    language: 'en' as const,
    membership: { role: 'bureau_officer', organisation: unit },
    demo: true,
    actor: system,
  }
  const { password } = await house.record.asSystem((tx) => createPerson(house, tx, person))
  return { login: person.login, password }
}

type Spread = { readonly p50: number; readonly p95: number; readonly worst: number }

async function deskOf(person: Person): Promise<{ desk: Spread; unit: Spread; one: Spread; waiting: number }> {
  type Desk = { total: number; items: { id: string }[] }
  const first = await person.get<Desk>('/api/desk')
  if (first.total === 0) throw new Error('nothing waits for the unit')
  const id = first.items[0]?.id ?? ''
  return {
    waiting: first.total,
    desk: await timed(() => person.get('/api/desk')),
    unit: await timed(() => person.get('/api/desk?scope=unit&due=overdue')),
    one: await timed(() => person.get(`/api/cases/${id}`)),
  }
}

async function timed(ask: () => Promise<unknown>): Promise<Spread> {
  for (let n = 0; n < 10; n += 1) await ask()
  const times: number[] = []
  for (let n = 0; n < rounds; n += 1) {
    const started = performance.now()
    await ask()
    times.push(performance.now() - started)
  }
  return spread(times)
}

function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b)
  const p95 = sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? Number.NaN
  return { p50: short(medianOf(sorted)), p95: short(p95), worst: short(sorted.at(-1) ?? Number.NaN) }
}

/** State and clocks of single cases, from their acts as they were read, the longest lists first. */
async function stateTimes(house: House): Promise<{ state: Spread; clocks: Spread; acts: number }> {
  const { rows } = await house.record.ownerPool.query<{ id: string }>(
    'select id from workflow_case order by version desc, id limit 2000',
  )
  const lists = await house.record.asSystem((tx) =>
    listActsOfCases(
      tx,
      rows.map(({ id }) => id),
    ),
  )
  const workflow = house.programme().workflows.tasks
  if (workflow === undefined) throw new Error('the pack has no workflow of tasks')
  const frame = frameOf(house, undefined)
  const each = (work: (acts: readonly StoredCaseAct[]) => unknown): Spread => {
    const times: number[] = []
    for (const acts of lists.values()) {
      const started = performance.now()
      work(acts)
      times.push(performance.now() - started)
    }
    return spread(times.slice(200))
  }
  return {
    state: each((acts) => caseStateOf(workflow, acts)),
    clocks: each((acts) => clocksOf(workflow, acts, frame)),
    acts: Math.max(...[...lists.values()].map((acts) => acts.length)),
  }
}

type Grown = { made: Made; desk: Spread; unit: Spread; waiting: number; one: Spread }

function tell(
  grown: readonly Grown[],
  { state, clocks, acts }: Awaited<ReturnType<typeof stateTimes>>,
  own: Made,
): void {
  const line = (name: string, { p50, p95, worst }: Spread) =>
    console.log(`${name.padEnd(64)}${[p50, p95, worst].map((each) => each.toFixed(2).padStart(10)).join('')}`)
  console.log(`\nin ms: median, p95, worst; ${own.open} open cases of the unit`)
  for (const { made, desk, unit: ofWhole, one, waiting } of grown) {
    line(`desk of the unit over HTTP, ${waiting} waiting, ${made.cases} cases in all`, desk)
    line(`what is overdue in the unit, ${made.cases} cases in all`, ofWhole)
    line(`one case with everything its page needs, ${made.cases} cases in all`, one)
  }
  line(`state of one case from up to ${acts} acts`, state)
  line('its clocks', clocks)
  const [small, large] = [grown[0], grown.at(-1)]
  const ours = large?.desk.p95 ?? Number.NaN
  const answer = {
    bench: 'cases',
    population: large === undefined ? {} : large.made,
    ours,
    limit: limits.desk,
    peers: {},
    ratioToLimit: short(ours / limits.desk),
    speedup: short(limits.desk / ours),
    unit: 'ms',
    load: { before: began, after: load() },
    desk: large?.desk,
    growth: {
      cases: grown.map(({ made }) => made.cases),
      p50: grown.map(({ desk }) => desk.p50),
      ratio: short((large?.desk.p50 ?? 0) / (small?.desk.p50 ?? 1)),
    },
    state: { ...state, limit: limits.state },
  }
  last = JSON.stringify(answer)
  if (ours > limits.desk || state.p95 > limits.state) process.exitCode = 1
}
