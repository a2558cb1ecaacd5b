import path from 'node:path'
import { loadInForce } from '#app/house.ts'
import { mirrorTables } from '#capabilities/observations/server/service.ts'
import { populateMirror } from '#capabilities/returns/server/populate-mirror.ts'
import { openDuckDbFacts } from '#kit/server/facts-duckdb.ts'
import type { Facts } from '#kit/server/facts.ts'
import type { Row } from './figures/answers.ts'
import { type BenchPopulation, diskOf, mega, populationBy } from './figures/population.ts'
import { load, medianOf, short } from './figures/rounds.ts'
import type { Subject } from './figures/scene.ts'
import { serve, type Served } from './figures/served.ts'
import { type Shape, shapes } from './figures/shapes.ts'

// The shapes of `figures` through the public door, with a population of the size of a nation: more than 1.38 billion values, as many as
// 480,000 enterprises × 96 months × 30 indicators. Enterprises come and go, so that takes a register of 600,000. The record holds the
// register alone. Every answer is compared with the query by hand before anything is timed.

const quick = process.argv.includes('--quick')
const chosen = process.argv.filter((arg) => /^\d+$/.test(arg)).map(Number)
const enterprises = quick ? 14_000 : 600_000
const months = 96
const warmUp = 2
const rounds = 10
const promised = 1500

type Result = {
  readonly shape: Shape
  readonly reads: number
  readonly hand: number
  readonly times: readonly number[]
}

const population = await populationBy({
  folder: quick ? 'nation-quick' : 'nation',
  size: () => ({ enterprises, months }),
  make: populateMirror,
})
const began = load()
const asked = await byHand(population)
const product = await serve(population)
try {
  tell(await timed(product, asked.shapes), { size: asked.size, memory: product.memory(), startedIn: product.startedIn })
} finally {
  await product.close()
}

type Asked = { readonly shape: Shape; readonly reads: number; readonly hand: number; readonly rows: readonly Row[] }

/** What each shape must answer, and how long the mirror takes for the sums alone. */
async function byHand({ settings }: BenchPopulation): Promise<{ shapes: Asked[]; size: string }> {
  const { dataDir: folder, factsThreads: threads, factsMemoryMb: memoryMb } = settings
  const mirror = await openDuckDbFacts({ folder: path.resolve(folder), threads, memoryMb })
  try {
    const subject = await subjectIn(mirror, settings)
    const found: Asked[] = []
    for (const shape of shapes(subject).filter(({ id }) => chosen.length === 0 || chosen.includes(id))) {
      const [counted] = await mirror.query<{ n: string }>(
        `select count(*) as n from ${subject.table.name} where ${shape.reads.where}`,
      )
      const times: number[] = []
      let rows: Row[] = []
      for (let round = 0; round < 4; round += 1) {
        const started = performance.now()
        rows = await mirror.query<Row>(shape.hand)
        if (round > 0) times.push(performance.now() - started)
      }
      found.push({ shape, reads: Number(counted?.n ?? 0) * shape.reads.columns, hand: medianOf(times), rows })
    }
    return { shapes: found, size: await sizeIn(mirror, subject) }
  } finally {
    await mirror.close()
  }
}

async function subjectIn(facts: Facts, settings: BenchPopulation['settings']): Promise<Subject> {
  const table = mirrorTables(await loadInForce(settings)).find(({ name }) => name === 'fact_enterprise_month')
  if (table === undefined) throw new Error('the pack has no monthly form about enterprises')
  const one = async (text: string) => (await facts.query<{ id: string | number }>(text))[0]?.id ?? ''
  const last = Number(await one(`select max(period) as id from ${table.name}`))
  const often = (column: string, where: string) =>
    one(`select ${column} as id from ${table.name} where ${where} group by 1 order by count(*) desc, 1 limit 1`)
  const town = String(await often('town', `period = ${last}`))
  const first = Number(await one(`select min(period) as id from ${table.name}`))
  return { table, last, first, town, enterprise: String(await often('subject', `town = '${town}'`)) }
}

async function sizeIn(facts: Facts, { table, first, last }: Subject): Promise<string> {
  const [row] = await facts.query<{ n: string; firms: string }>(
    `select count(*) as n, count(distinct subject) as firms from ${table.name}`,
  )
  const values = Number(row?.n) * table.cells.length
  return `${row?.firms} enterprises × ${last - first + 1} months, ${row?.n} returns, ${values} values`
}

async function timed(served: Served, all: readonly Asked[]): Promise<Result[]> {
  for (const { shape, rows } of all) agree(shape, JSON.parse(await served.ask(shape.asking)), rows)
  const results = all.map(({ shape, reads, hand }) => ({ shape, reads, hand, times: [] as number[] }))
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const { shape, times } of results) {
      const started = performance.now()
      await served.ask(shape.asking)
      if (round >= 0) times.push(performance.now() - started)
    }
  }
  return results
}

function agree(shape: Shape, answer: unknown, rows: readonly Row[]): void {
  const [shown, expected] = [shape.shown(answer), shape.expected(rows)]
  const differing = [...new Set([...shown.keys(), ...expected.keys()])].filter(
    (key) => expected.get(key) !== shown.get(key),
  )
  if (differing.length === 0 && expected.size > 0) return
  const some = differing.slice(0, 5).map((key) => `${key}: ${shown.get(key)} is ${expected.get(key)} by hand`)
  throw new Error(
    `shape ${shape.id} (${shape.name}): ${differing.length} of ${expected.size} differ\n${some.join('\n')}`,
  )
}

function tell(results: readonly Result[], about: { size: string; memory: number; startedIn: number }): void {
  const p95 = (times: readonly number[]) => {
    const sorted = [...times].sort((a, b) => a - b)
    return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? Number.NaN
  }
  const every = results.flatMap(({ times }) => times)
  console.log(
    `\n${about.size}\nthrough HTTP, ${rounds} rounds in turn, in ms: median, p95, worst; by hand on the mirror: median of 3`,
  )
  for (const { shape, reads, hand, times } of results) {
    const [median, high, worst] = [medianOf(times), p95(times), Math.max(...times)]
    const shown = [median, high, worst, hand].map((each) => each.toFixed(0).padStart(8)).join('')
    const judged = high > promised ? ' over' : ''
    console.log(
      `${String(shape.id).padStart(2)} ${shape.name.padEnd(72)}${String(reads).padStart(12)}${shown}${judged}`,
    )
  }
  void diskOf(population.settings).then((disk) => {
    console.log(
      `p50 ${short(medianOf(every))}, p95 ${short(p95(every))}, worst ${short(Math.max(...every))}; started in ${Math.round(about.startedIn)} ms, memory at most ${mega(about.memory)}, record ${mega(disk.record)}, mirror ${mega(disk.mirror)}`,
    )
    const answer = {
      bench: 'nation',
      population: about.size,
      ours: short(medianOf(every)),
      p95: short(p95(every)),
      worst: short(Math.max(...every)),
      unit: 'ms',
      memoryMb: Math.round(about.memory / 1e6),
      diskMb: { record: Math.round(disk.record / 1e6), mirror: Math.round(disk.mirror / 1e6) },
      startedIn: Math.round(about.startedIn),
      load: { before: began, after: load() },
      shapes: results.map(({ shape, reads, hand, times }) => ({
        id: shape.id,
        reads,
        median: short(medianOf(times)),
        p95: short(p95(times)),
        worst: short(Math.max(...times)),
        hand: short(hand),
      })),
    }
    console.log(JSON.stringify(answer))
  })
}
