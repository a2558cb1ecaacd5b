import { DuckDBInstance } from '@duckdb/node-api'
import { type Evaluation, evaluate } from '#capabilities/evaluations/rules/evaluate.ts'
import { showEvaluation } from '#capabilities/evaluations/rules/shown.ts'
import { stabilityOf } from '#capabilities/evaluations/rules/stability.ts'
import { gradesInSql, intoTable } from './evaluate/duckdb.ts'
import { firms, scheme } from './evaluate/population.ts'
import { load, medianOf, short } from './figures/rounds.ts'

// Evaluation in memory: scoring, ranking and grading of 14,000 and of 1,000,000 firms by six criteria, a whole run with stored explanations, and
// stability under a thousand draws of weights. The peer is DuckDB with doubles; both must give every firm the same grade.

const quick = process.argv.includes('--quick')
const promised = { city: 50, million: 2_000, run: 3_000, stability: 5_000 }
const rounds = quick ? 3 : 9
const before = load()

const city = firms(14_000)
const first = evaluate(scheme, city.units)
const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()
await intoTable(connection, city)
agree(first, await gradesInSql(connection))

const processor = process.cpuUsage()
const scored = await timed(rounds, () => evaluate(scheme, city.units))
const used = process.cpuUsage(processor)
const busy = (used.user + used.system) / 1000 / (2 * rounds)
const inSql = await timed(rounds, () => gradesInSql(connection))
const explained = await timed(Math.min(rounds, 3), () => JSON.stringify(showEvaluation(evaluate(scheme, city.units))))
const drawn = await timed(1, () => stabilityOf(first, { draws: quick ? 100 : 1_000, seed: 1, spread: 0.25 }))
const million = quick ? undefined : await timedMillion()
connection.closeSync()

console.log(
  `14,000 firms × 6: ${short(scored)} ms, of the processor ${short(busy)} ms (${promised.city} promised); DuckDB with doubles ${short(inSql)} ms`,
)
console.log(`a whole run of 14,000 with every step written down: ${short(explained)} ms (${promised.run} promised)`)
console.log(
  `stability of 14,000 under ${quick ? 100 : 1_000} draws: ${short(drawn)} ms (${promised.stability} promised)`,
)
if (million !== undefined) console.log(`1,000,000 firms × 6: ${short(million)} ms (${promised.million} promised)`)
const answer = {
  bench: 'evaluate',
  population: '14000',
  ours: short(scored),
  limit: promised.city,
  peers: { duckdb: short(inSql) },
  ratioToLimit: short(scored / promised.city),
  speedup: short(inSql / scored),
  unit: 'ms',
  processor: short(busy),
  load: { before, after: load() },
  run: { ours: short(explained), limit: promised.run },
  stability: { ours: short(drawn), limit: promised.stability, draws: quick ? 100 : 1_000 },
  ...(million === undefined ? {} : { million: { ours: short(million), limit: promised.million } }),
}
console.log(JSON.stringify(answer))

async function timedMillion(): Promise<number> {
  const { units } = firms(1_000_000)
  return timed(5, () => evaluate(scheme, units))
}

/** The median of so many rounds in ms, after as many that are not counted. */
async function timed(count: number, work: () => unknown): Promise<number> {
  const times: number[] = []
  for (let round = count > 1 ? -count : 0; round < count; round++) {
    const started = performance.now()
    await work()
    if (round >= 0) times.push(performance.now() - started)
  }
  return medianOf(times)
}

/** Every firm must have the same grade by rank in both. */
function agree({ table, quotaGrade }: Evaluation, theirs: ReadonlyMap<string, string>): void {
  for (const [at, id] of table.units.ids.entries()) {
    const ours = scheme.grades[quotaGrade[at] as number]?.id
    if (ours !== theirs.get(id)) throw new Error(`${id} is ${ours} here and ${theirs.get(id)} in DuckDB`)
  }
}
