import { setTimeout as sleep } from 'node:timers/promises'
import { prepareHouse } from '#app/house.ts'
import { Decimal } from '#base/decimal.ts'
import { system } from '#base/decision.ts'
import { fromOrdinal, parsePeriod, periodOf, periodYear } from '#base/period.ts'
import { FigureQuery, type FigureTable } from '#capabilities/indicators/contract.ts'
import { askFigures } from '#capabilities/indicators/server/figures.ts'
import { findRegisterTaxonomy } from '#capabilities/enterprises/server/service.ts'
import { mirrorTables, rebuildMirror, record } from '#capabilities/observations/server/service.ts'
import { populationPlan } from '#capabilities/returns/rules/population/plan.ts'
import type { House } from '#kit/server/house.ts'
import { openLog } from '#kit/server/log.ts'
import { type Person, signIn } from './freshness/person.ts'
import { benchPopulation, type BenchPopulation } from './figures/population.ts'
import { load, medianOf, short } from './figures/rounds.ts'
import { serve } from './figures/served.ts'
import { approve, approvedReturns, correctUntilApproval, type Waiting } from './freshness/returns.ts'

// From the approval of a return, given through the public door, to the figures that contain it, asked through the public door. At the
// end the mirror that grew by increments is compared with one built anew from the record, row by row as hashes.

const quick = process.argv.includes('--quick')
const oneByOne = quick ? 10 : 50
const atOnce = quick ? 8 : 16
const inside = quick ? 20 : 50
const warmUp = 5
const patience = 5_000

type Times = {
  /** From sending the approval to its answer. */
  readonly answered: number
  /** From the answer of the approval to the answer of the first figure that contains it. */
  readonly fresh: number
  /** The same until every dependent figure has been asked and contained it. */
  readonly all: number
  /** One figure asked when nothing happens. */
  readonly asked: number
}

const population = await benchPopulation(quick)
const began = load()
const programme = await planned(population)
const product = await serve(population)
let measured: { times: Times[]; burst: number; figures: number }
try {
  const person = await signIn(product.url, population.account)
  measured = await measure(person)
} finally {
  await product.close()
}
tell(measured, await insideAndRebuilt(population))

async function planned({ settings }: BenchPopulation) {
  const open = await prepareHouse(settings, openLog(settings))
  try {
    const { form, lead } = populationPlan(open.house.programme())
    return { form, lead, register: findRegisterTaxonomy(open.house.programme(), 'industry')?.id ?? '' }
  } finally {
    await open.close()
  }
}

/** Every kind of figure that a value enters, and how its total is read off the answer. */
function dependents(period: string, waiting: Waiting): { name: string; query: Partial<FigureQuery> }[] {
  const { lead } = programme
  const one = (more: Partial<FigureQuery>): Partial<FigureQuery> => ({ indicators: [lead], periods: [period], ...more })
  const year = periodYear(parsePeriod(period))
  return [
    { name: 'month', query: one({}) },
    { name: 'cumulative', query: one({ span: 'cumulative' }) },
    { name: 'year', query: one({ periods: [periodOf('year', year, 1)] }) },
    { name: 'towns', query: one({ by: ['place:town'] }) },
    { name: 'town', query: one({ where: { place: waiting.town } }) },
    { name: 'industries', query: one({ by: [`taxonomy:${programme.register}:leaf`] }) },
    { name: 'sizes and ownership', query: one({ by: ['size', 'ownership'] }) },
    { name: 'enterprise', query: one({ where: { enterprise: waiting.enterprise } }) },
    { name: 'beside last year', query: one({ compare: ['last_year', 'growth'] }) },
  ]
}

async function totalOf(person: Person, query: Partial<FigureQuery>): Promise<Decimal> {
  const { rows } = await person.send<FigureTable>('POST', '/api/figures', query)
  return rows.reduce((sum, { cells }) => sum.plus(cells[0]?.[0] ?? 0), new Decimal(0))
}

async function measure(person: Person) {
  const { form, lead } = programme
  const [latest] = (
    await person.get<{ rows: { period: string }[] }>(`/api/returns?form=${form}&state=approved&pageSize=1`)
  ).rows
  const period = latest?.period ?? ''
  const standing = await approvedReturns(person, { form, period, many: warmUp + oneByOne + atOnce })
  const waiting: Waiting[] = []
  for (const [i, each] of standing.entries())
    waiting.push(await correctUntilApproval(person, each, { indicator: lead, add: 1 + (i % 7) }))
  console.log(`${waiting.length} returns of ${period} corrected, waiting for approval`)
  const times: Times[] = []
  const take = (many: number) => waiting.splice(0, many)
  const [first] = waiting
  for (const each of take(warmUp + oneByOne)) times.push(await one(person, each, period))
  const burst = await together(person, waiting, period)
  return { times: times.slice(warmUp), burst, figures: first ? dependents(period, first).length : 0 }
}

async function one(person: Person, waiting: Waiting, period: string): Promise<Times> {
  const figures = dependents(period, waiting)
  const before: Decimal[] = []
  let asked = 0
  for (const { query } of figures) {
    const started = performance.now()
    before.push(await totalOf(person, query))
    if (before.length === 1) asked = performance.now() - started
  }
  const wanted = before.map((value) => value.plus(waiting.added))
  const started = performance.now()
  await approve(person, waiting)
  const answered = performance.now()
  await until(person, figures[0]?.query ?? {}, wanted[0] as Decimal)
  const fresh = performance.now()
  for (const [i, { query, name }] of figures.entries()) {
    const shown = await totalOf(person, query)
    if (!shown.eq(wanted[i] as Decimal)) throw new Error(`${name} is ${shown}, not ${wanted[i]}`)
  }
  return { asked, answered: answered - started, fresh: fresh - answered, all: performance.now() - answered }
}

async function until(person: Person, query: Partial<FigureQuery>, wanted: Decimal): Promise<void> {
  const deadline = performance.now() + patience
  for (;;) {
    const shown = await totalOf(person, query)
    if (shown.eq(wanted)) return
    if (performance.now() > deadline) throw new Error(`the figure is ${shown} after ${patience} ms, not ${wanted}`)
  }
}

/** Many approvals at the same time; from the answer of the last to the figure with all of them. */
async function together(person: Person, waiting: readonly Waiting[], period: string): Promise<number> {
  const query: Partial<FigureQuery> = { indicators: [programme.lead], periods: [period] }
  const before = await totalOf(person, query)
  const wanted = waiting.reduce((sum, { added }) => sum.plus(added), before)
  await Promise.all(waiting.map((each) => approve(person, each)))
  const answered = performance.now()
  await until(person, query, wanted)
  return performance.now() - answered
}

type Compared = { readonly table: string; readonly rows: number; readonly same: boolean }

type Inside = { readonly commits: number[]; readonly compared: readonly Compared[] }

async function insideAndRebuilt({ settings }: BenchPopulation): Promise<Inside> {
  const open = await prepareHouse(settings, openLog(settings))
  try {
    await open.start()
    const commits: number[] = []
    for (let n = -warmUp; n < inside; n += 1) {
      const took = await fromCommit(open.house)
      if (n >= 0) commits.push(took)
    }
    await open.house.acts.settled()
    const before = await hashes(open.house)
    await rebuildMirror(open.house)
    const after = await hashes(open.house)
    const compared = [...before].map(([table, { rows, sum }]) => {
      const again = after.get(table)
      return { table, rows, same: again?.rows === rows && again.sum === sum }
    })
    return { commits, compared }
  } finally {
    await open.close()
  }
}

/** In the process of the server: from the commit of a value to the first figure that contains it, computed with everything it carries. */
async function fromCommit(house: House): Promise<number> {
  const { lead } = programme
  const [row] = await house.facts.query<{ subject: string; period: number; v: string }>(
    `select subject, period, sum(v_${lead}) as v from fact_enterprise_month
     where period = (select max(period) from fact_enterprise_month) group by 1, 2 having sum(c_${lead}) = 1 order by 1 limit 1`,
  )
  const period = fromOrdinal('month', row?.period ?? 0)
  const query = FigureQuery.parse({ indicators: [lead], periods: [period] })
  const total = async () => new Decimal((await askFigures(house, system, query)).rows[0]?.cells[0]?.[0] ?? 0)
  const wanted = (await total()).plus(1)
  const content = { value: new Decimal(row?.v ?? 0).plus(1).toFixed(), status: 'normal' as const }
  const { id } = await house.record.withActor(system, (tx) =>
    record(house, tx, {
      kind: 'return',
      domain: house.programme().indicators[lead]?.domain ?? 'statistical',
      subjectKind: 'enterprise',
      periodKind: 'month',
      cells: [{ indicator: lead, span: 'this' }],
      rows: [{ subject: row?.subject ?? '', period, contents: [content], source: 'bench', sourceVersion: 1 }],
      actor: system.id,
    }),
  )
  const committed = performance.now()
  const isThere = `select 1 from mirror_applied where batch = ${BigInt(id)}`
  while ((await house.facts.query(isThere)).length === 0) {
    if (performance.now() - committed > patience) throw new Error(`the mirror has no batch ${id} after ${patience} ms`)
    await sleep(1)
  }
  const shown = await total()
  if (!shown.eq(wanted)) throw new Error(`the figure is ${shown}, not ${wanted}`)
  return performance.now() - committed
}

/** How many rows each table has, and the sum of the hashes of all of them, whatever the order of rows and columns. */
async function hashes({ facts, programme: of }: House): Promise<Map<string, { rows: number; sum: string }>> {
  const found = new Map<string, { rows: number; sum: string }>()
  for (const { name } of mirrorTables(of())) {
    const [row] = await facts.query<{ n: string; sum: string }>(
      `select count(*) as n, sum(hash(${await columnsOf(facts, name)})) as sum from ${name}`,
    )
    found.set(name, { rows: Number(row?.n ?? 0), sum: String(row?.sum ?? 0) })
  }
  return found
}

/** The columns of a table by name: one that was widened holds them in another order than one that was built anew. */
async function columnsOf(facts: House['facts'], table: string): Promise<string> {
  const rows = await facts.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_name = '${table}' order by 1`,
  )
  return rows.map(({ name }) => `"${name}"`).join(', ')
}

type Spread = { readonly median: number; readonly p95: number; readonly worst: number }

function spread(times: readonly number[]): Spread {
  const all = [...times].sort((a, b) => a - b)
  const p95 = all[Math.max(0, Math.ceil(all.length * 0.95) - 1)] ?? Number.NaN
  return { median: short(medianOf(all)), p95: short(p95), worst: short(all.at(-1) ?? Number.NaN) }
}

function tell({ times, burst, figures }: typeof measured, { commits, compared }: Inside): void {
  const of = (which: keyof Times) => spread(times.map((each) => each[which]))
  const rows: [string, Spread][] = [
    ['a figure when nothing happens', of('asked')],
    ['the approval itself, through HTTP', of('answered')],
    ['from its answer to a figure with it', of('fresh')],
    [`from its answer to all ${figures} kinds`, of('all')],
    [`inside: from commit to a figure (${commits.length})`, spread(commits)],
  ]
  console.log(`\n${times.length} approvals one after another, in ms: median, p95, worst`)
  for (const [name, { median, p95, worst }] of rows)
    console.log(`${name.padEnd(40)}${[median, p95, worst].map((each) => each.toFixed(1).padStart(9)).join('')}`)
  console.log(`${atOnce} approvals at once: ${short(burst)} ms from the answer of the last to the figure with all`)
  for (const { table, rows: n, same } of compared)
    console.log(
      `${table.padEnd(40)}${String(n).padStart(9)} rows ${same ? 'equal to a rebuild' : 'NOT EQUAL TO A REBUILD'}`,
    )
  const isEqual = compared.every(({ same }) => same)
  const answer = {
    bench: 'freshness',
    ours: of('fresh').median,
    unit: 'ms',
    fresh: of('fresh'),
    all: of('all'),
    approval: of('answered'),
    figure: of('asked'),
    fromCommit: spread(commits),
    burst: short(burst),
    equalToRebuild: isEqual,
    load: { before: began, after: load() },
  }
  console.log(JSON.stringify(answer))
  if (!isEqual) process.exitCode = 1
}
