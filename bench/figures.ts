import { copyFile, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { loadInForce } from '#app/house.ts'
import { mirrorTables } from '#capabilities/observations/server/service.ts'
import type { Facts } from '#kit/server/facts.ts'
import { openDuckDbFacts } from '#kit/server/facts-duckdb.ts'
import { openNarrow, type Narrow } from './figures/narrow.ts'
import { benchPopulation, type BenchPopulation } from './figures/population.ts'
import { type Chdb, openChdb } from './figures/chdb.ts'
import { interleaved, load, medianOf, short, type Timed } from './figures/rounds.ts'
import { type Served, serve } from './figures/served.ts'
import type { Row, Values } from './figures/answers.ts'
import type { Subject } from './figures/scene.ts'
import { type Shape, shapes } from './figures/shapes.ts'

// Figures through the public door of the running product, explanation data on, against the same question written by hand on the same
// mirror (the limit), against PostgreSQL with one row for each value, and against ClickHouse in process on an equal wide table.

const quick = process.argv.includes('--quick')
const chosen = process.argv.filter((arg) => /^\d+$/.test(arg)).map(Number)
const manyValues = 100_000
/** What runs is compiled as it runs, and databases read what they need into memory: nobody is timed before that is over. */
const askedBefore = 20
const warmUp = 5

type Result = {
  readonly shape: Shape
  readonly reads: number
  readonly ours: Timed
  readonly limit: Timed
  readonly narrow: Timed
  readonly chdb: Timed
}

const population = await benchPopulation(quick)
const began = load()
const copy = path.join(population.settings.dataDir, 'bench-mirror')
await mkdir(copy, { recursive: true })
await copyFile(path.join(population.settings.dataDir, 'facts.duckdb'), path.join(copy, 'facts.duckdb'))
const { factsThreads: threads, factsMemoryMb: memoryMb } = population.settings
const mirror = await openDuckDbFacts({ folder: copy, threads, memoryMb })
try {
  const subject = await subjectIn(mirror, population)
  const narrow = await openNarrow(path.join(population.settings.dataDir, 'bench-narrow'), mirror, subject.table)
  const chdb = await openChdb(path.join(population.settings.dataDir, 'bench-chdb'), mirror, subject.table)
  const product = await serve(population)
  try {
    tell(await compete(subject, { mirror, narrow, chdb, product }), {
      version: narrow.version,
      chdb: chdb.version,
      size: await sizeIn(mirror, subject),
    })
  } finally {
    await product.close()
    chdb.close()
    await narrow.close()
  }
} finally {
  await mirror.close()
  await rm(copy, { recursive: true, force: true })
}

/** The last and first month, the town with the most firms and a firm that reported all along. */
async function subjectIn(facts: Facts, { settings }: BenchPopulation): Promise<Subject> {
  const programme = await loadInForce(settings)
  const table = mirrorTables(programme).find((each) => each.name === 'fact_enterprise_month')
  if (table === undefined) throw new Error('the pack has no monthly form about enterprises')
  const [span] = await facts.query<{ first: number; last: number }>(
    `select min(period) as first, max(period) as last from ${table.name}`,
  )
  const [town] = await facts.query<{ id: string }>(
    `select town as id from ${table.name} group by 1 order by count(*) desc, 1 limit 1`,
  )
  const [firm] = await facts.query<{ id: string }>(
    `select subject as id from ${table.name} group by 1 order by count(*) desc, 1 limit 1`,
  )
  return {
    table,
    first: Number(span?.first),
    last: Number(span?.last),
    town: String(town?.id),
    enterprise: String(firm?.id),
  }
}

async function sizeIn(facts: Facts, { table, first, last }: Subject): Promise<string> {
  const [row] = await facts.query<{ n: string }>(`select count(distinct subject) as n from ${table.name}`)
  return `${row?.n} enterprises × ${last - first + 1} months`
}

type Ways = { readonly mirror: Facts; readonly narrow: Narrow; readonly chdb: Chdb; readonly product: Served }

async function compete(subject: Subject, { mirror, narrow, chdb, product }: Ways): Promise<Result[]> {
  const results: Result[] = []
  const all = shapes(subject).filter(({ id }) => chosen.length === 0 || chosen.includes(id))
  for (const shape of all) await agree(shape, { mirror, narrow, chdb, product })
  for (let round = 0; round < askedBefore; round += 1) {
    for (const { asking } of all) await product.ask(asking)
  }
  for (const shape of all) {
    const [rows] = await mirror.query<{ n: string }>(
      `select count(*) as n from ${subject.table.name} where ${shape.reads.where}`,
    )
    const contestants = [
      { name: 'ours', run: async () => void (await product.ask(shape.asking)) },
      { name: 'limit', run: async () => void (await mirror.query(shape.hand)) },
      { name: 'narrow', run: async () => void (await narrow.query(shape.narrow)) },
      { name: 'chdb', run: async () => void (await chdb.query(shape.chdb ?? shape.hand)) },
    ]
    const timed = (await interleaved(contestants, { warmUp, rounds: 5 })) as [Timed, Timed, Timed, Timed]
    const [ours, limit, peer, other] = timed
    results.push({ shape, reads: Number(rows?.n ?? 0) * shape.reads.columns, ours, limit, narrow: peer, chdb: other })
    console.log(line(results.at(-1) as Result))
  }
  return results
}

/** All three must give the same values before their times mean anything. */
async function agree(shape: Shape, { mirror, narrow, chdb, product }: Ways): Promise<void> {
  const shown = shape.shown(JSON.parse(await product.ask(shape.asking)))
  same(shape, 'the query by hand', shape.expected(await mirror.query<Row>(shape.hand)), shown)
  same(shape, 'chdb', shape.expected(await chdb.query(shape.chdb ?? shape.hand)), shown)
  same(shape, 'the narrow table', shape.expected(await narrow.query(shape.narrow)), shown)
}

function same(shape: Shape, other: string, expected: Values, shown: Values): void {
  const keys = new Set([...expected.keys(), ...shown.keys()])
  const differing = [...keys].filter((key) => expected.get(key) !== shown.get(key))
  if (differing.length === 0 && keys.size > 0) return
  const some = differing.slice(0, 5).map((key) => `${key}: ${shown.get(key)} is ${expected.get(key)} by ${other}`)
  throw new Error(
    `shape ${shape.id} (${shape.name}): ${differing.length} of ${keys.size} values differ from ${other}\n${some.join('\n')}`,
  )
}

function line({ shape, reads, ours, limit, narrow, chdb }: Result): string {
  const times = [ours, limit, narrow, chdb].map((each) =>
    `${each.median.toFixed(1).padStart(8)} (${each.worst.toFixed(1)})`.padEnd(20),
  )
  const faster = narrow.median / ours.median
  return `${String(shape.id).padStart(2)} ${shape.name.padEnd(72)}${String(reads).padStart(10)}${times.join('')}${faster.toFixed(1).padStart(7)} ×${faster < 1 ? ' loses' : ''}`
}

function tell(
  results: readonly Result[],
  { version, chdb, size }: { version: string; chdb: string; size: string },
): void {
  const over = results.map(({ ours, limit }) => ours.median - limit.median)
  const many = results.filter(({ reads }) => reads > manyValues)
  const speedups = many.map(({ ours, narrow }) => narrow.median / ours.median)
  console.log(
    `\nmedian (worst) of five rounds in ms: ours through HTTP, by hand on the same mirror, PostgreSQL ${version} narrow, ClickHouse ${chdb} in process; values read before the times`,
  )
  console.log(`over the query by hand: median ${short(medianOf(over))} ms, worst ${short(Math.max(...over))} ms`)
  console.log(
    `over ${manyValues} values (${many.length} shapes): ${short(medianOf(speedups))} times faster than the narrow table, at worst ${short(Math.min(...speedups))} times`,
  )
  const of = (which: 'ours' | 'limit' | 'narrow' | 'chdb') =>
    short(medianOf(results.map((result) => result[which].median)))
  console.log(
    `median of the shapes: ours ${of('ours')} ms, ClickHouse in process ${of('chdb')} ms (values only, no HTTP)`,
  )
  const answer = {
    bench: 'figures',
    population: size,
    ours: of('ours'),
    limit: of('limit'),
    peers: { 'postgres narrow': of('narrow'), chdb: of('chdb') },
    ratioToLimit: short(of('ours') / of('limit')),
    speedup: short(medianOf(speedups)),
    unit: 'ms',
    load: { before: began, after: load() },
    overLimit: { median: short(medianOf(over)), worst: short(Math.max(...over)) },
    shapes: results.map(({ shape, reads, ours, limit, narrow, chdb: other }) => ({
      id: shape.id,
      reads,
      ours: short(ours.median),
      oursBest: short(ours.best),
      oursWorst: short(ours.worst),
      limit: short(limit.median),
      limitBest: short(limit.best),
      narrow: short(narrow.median),
      narrowBest: short(narrow.best),
      chdb: short(other.median),
    })),
  }
  console.log(JSON.stringify(answer))
}
