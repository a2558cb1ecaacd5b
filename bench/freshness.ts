import { prepareHouse } from '#app/house.ts'
import { Decimal } from '#base/decimal.ts'
import { parsePeriod, periodOf, periodYear } from '#base/period.ts'
import type { FigureQuery, FigureTable } from '#capabilities/indicators/contract.ts'
import { findRegisterTaxonomy } from '#capabilities/enterprises/server/service.ts'
import { mirrorTables, rebuildMirror } from '#capabilities/observations/server/service.ts'
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
tell(measured, await compareWithRebuild(population))

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
  const standing = await approvedReturns(person, { form, period, many: oneByOne + atOnce + 5 })
  const waiting: Waiting[] = []
  for (const [i, each] of standing.entries())
    waiting.push(await correctUntilApproval(person, each, { indicator: lead, add: 1 + (i % 7) }))
  console.log(`${waiting.length} returns of ${period} corrected, waiting for approval`)
  const times: Times[] = []
  for (const each of waiting.slice(0, oneByOne + 5)) times.push(await one(person, each, period))
  const burst = await together(person, waiting.slice(oneByOne + 5), period)
  const [first] = waiting
  return { times: times.slice(5), burst, figures: first ? dependents(period, first).length : 0 }
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

async function compareWithRebuild({ settings }: BenchPopulation): Promise<Compared[]> {
  const open = await prepareHouse(settings, openLog(settings))
  try {
    const before = await hashes(open.house)
    await rebuildMirror(open.house)
    const after = await hashes(open.house)
    return [...before].map(([table, { rows, sum }]) => {
      const again = after.get(table)
      return { table, rows, same: again?.rows === rows && again.sum === sum }
    })
  } finally {
    await open.close()
  }
}

/** How many rows each table has, and the sum of the hashes of all of them, whatever their order. */
async function hashes({ facts, programme: of }: House): Promise<Map<string, { rows: number; sum: string }>> {
  const found = new Map<string, { rows: number; sum: string }>()
  for (const { name } of mirrorTables(of())) {
    const [row] = await facts.query<{ n: string; sum: string }>(
      `select count(*) as n, sum(hash(t)) as sum from ${name} t`,
    )
    found.set(name, { rows: Number(row?.n ?? 0), sum: String(row?.sum ?? 0) })
  }
  return found
}

function tell({ times, burst, figures }: typeof measured, compared: readonly Compared[]): void {
  const of = (which: keyof Times) => {
    const all = times.map((each) => each[which]).sort((a, b) => a - b)
    const p95 = all[Math.max(0, Math.ceil(all.length * 0.95) - 1)] ?? Number.NaN
    return { median: short(medianOf(all)), p95: short(p95), worst: short(all.at(-1) ?? Number.NaN) }
  }
  const rows: [string, ReturnType<typeof of>][] = [
    ['a figure when nothing happens', of('asked')],
    ['the approval itself, through HTTP', of('answered')],
    ['from its answer to a figure with it', of('fresh')],
    [`from its answer to all ${figures} kinds`, of('all')],
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
    burst: short(burst),
    equalToRebuild: isEqual,
    load: { before: began, after: load() },
  }
  console.log(JSON.stringify(answer))
  if (!isEqual) process.exitCode = 1
}
