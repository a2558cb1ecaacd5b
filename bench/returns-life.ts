import { prepareHouse } from '#app/house.ts'
import type { LateBoard } from '#capabilities/returns/contract/life.ts'
import { populationPlan } from '#capabilities/returns/rules/population/plan.ts'
import { openLog } from '#kit/server/log.ts'
import { benchPopulation } from './figures/population.ts'
import { load, medianOf, short } from './figures/rounds.ts'
import { serve } from './figures/served.ts'
import { type Person, signIn } from './freshness/person.ts'
import { approvedReturns, correctUntilApproval } from './freshness/returns.ts'

// The life of returns, through the public door: what may pass at once is looked at and let pass, who is late is asked, and which returns move
// the totals most.

const quick = process.argv.includes('--quick')
const many = Number(process.env.RETURNS ?? (quick ? 50 : 1000))
const rounds = quick ? 3 : 7

const population = await benchPopulation(quick)
const before = load()
const { form, lead } = await planned()
const product = await serve(population)
try {
  const person = await signIn(product.url, population.account)
  const period = await lastPeriod(person)
  const board = await timed(rounds, () => person.get<LateBoard>('/api/returns/late?pageSize=100'))
  const ranked = await timed(rounds, () =>
    person.get<{ judged: number }>(`/api/returns/suspicious?form=${form}&period=${period}`),
  )
  const one = await timed(rounds, () =>
    person.get<{ judged: number }>(`/api/returns/suspicious?form=${form}&period=${period}&indicator=${lead}`),
  )
  const waiting = await leadBack(person, period)
  const preview = await timed(3, () =>
    person.get<{ ready: number }[]>(`/api/returns/bulk?form=${form}&period=${period}`),
  )
  const bulk = await passAll(person, period)
  const expected = board.answer.towns.reduce((sum, town) => sum + town.expected, 0)
  console.log(`board of who is late: ${short(board.median)} ms, ${expected} expected, ${board.answer.total} late`)
  console.log(
    `ranked by every line: ${short(ranked.median)} ms, by one: ${short(one.median)} ms, ${ranked.answer.judged} returns compared`,
  )
  console.log(`preview of ${waiting} waiting: ${short(preview.median)} ms`)
  console.log(
    `let pass at once: ${bulk.done} of ${waiting} in ${short(bulk.took)} ms, ${short(bulk.took / Math.max(1, bulk.done))} ms each`,
  )
  console.log(
    JSON.stringify({
      bench: 'returns-life',
      board: { median: board.median, expected, late: board.answer.total },
      ranked: { every: ranked.median, one: one.median, returns: ranked.answer.judged },
      preview: { median: preview.median, waiting },
      bulk,
      load: [before, load()],
    }),
  )
} finally {
  await product.close()
}

async function planned(): Promise<{ form: string; lead: string }> {
  const open = await prepareHouse(population.settings, openLog(population.settings))
  try {
    return populationPlan(open.house.programme())
  } finally {
    await open.close()
  }
}

async function lastPeriod(person: Person): Promise<string> {
  const { rows } = await person.get<{ rows: { period: string }[] }>(
    `/api/returns?form=${form}&state=approved&pageSize=1`,
  )
  const [first] = rows
  if (first === undefined) throw new Error(`no return of ${form} is approved`)
  return first.period
}

/** Corrects approved returns and leads each to where only the last approval is missing; answers how many wait. */
async function leadBack(person: Person, period: string): Promise<number> {
  const found = await approvedReturns(person, { form, period, many })
  let at = 0
  const next = async (): Promise<void> => {
    for (let one = found[at++]; one !== undefined; one = found[at++]) {
      await correctUntilApproval(person, one, { indicator: lead, add: 1 }).catch(() => undefined)
    }
  }
  await Promise.all([next(), next(), next(), next()])
  const { total } = await person.get<{ total: number }>(
    `/api/returns?form=${form}&period=${period}&state=under_review&pageSize=1`,
  )
  return total
}

type Job = { state: string; result: { done: number; left: { reason: string; n: number }[] } | null }

async function passAll(person: Person, period: string) {
  const started = performance.now()
  const { job } = await person.send<{ job: string }>('POST', '/api/returns/bulk', { form, period, act: 'approve' })
  for (;;) {
    const { state, result } = await person.get<Job>(`/api/jobs/${job}`)
    if (state === 'failed') throw new Error('the job failed')
    if (state === 'done')
      return { took: performance.now() - started, done: result?.done ?? 0, left: result?.left ?? [] }
    await new Promise((wake) => setTimeout(wake, 100))
  }
}

async function timed<Answer>(times: number, ask: () => Promise<Answer>): Promise<{ median: number; answer: Answer }> {
  let answer = await ask()
  const took: number[] = []
  for (let i = 0; i < times; i += 1) {
    const started = performance.now()
    answer = await ask()
    took.push(performance.now() - started)
  }
  return { median: medianOf(took), answer }
}
