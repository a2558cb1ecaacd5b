import { randomUUID } from 'node:crypto'
import { Decimal, toDecimalText } from '#base/decimal.ts'
import { type Actor, can } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { JobRun } from '#kit/server/jobs.ts'
import { openThread } from '#kit/server/threads.ts'
import type { RunResult, RunSummary } from '../contract.ts'
import { takenOf } from '../rules/one.ts'
import type { MatchingAnswer, MatchingTask } from './matching-thread.ts'
import { type NeedRow, type RunRow, tables } from './store.ts'
import { allOffers } from './terms.ts'

/** The job that assigns all open needs over all offers. */
export const matchingJob = 'needs.matching'

const threadMemoryMb = 1_024
const mostShown = 20
/** More needs at once are a mistake. */
const mostNeeds = 2_000

type Matching = { readonly run: string }

/** Asks for a draft over all open needs that the actor may answer. @throws Problem refused_by_rule, too_many */
export async function askMatching(
  house: House,
  tx: Transaction,
  { certain, actor }: { readonly certain: boolean; readonly actor: Actor },
): Promise<{ id: string }> {
  const programme = house.programme()
  const needs = await openNeeds(tx)
  const own = needs.filter((need) => can(actor, 'land.match', need).allowed)
  if (own.length === 0) throw new Problem('refused_by_rule', { details: { reason: 'needs.none_open' } })
  if (own.length > mostNeeds) throw new Problem('too_many', { details: { reason: 'needs.too_many_at_once' } })
  const id = randomUUID()
  const everywhere = placesAround(programme, null)
  const places = can(actor, 'land.match', { places: everywhere }).allowed
    ? everywhere
    : actor.grants.flatMap(({ permission, place }) =>
        permission === 'land.match' && place !== undefined ? [place] : [],
      )
  await tables(tx)
    .insertInto('need_match_run')
    .values({
      id,
      state: 'running',
      certain,
      needs: own.length,
      offers: 0,
      result: null,
      problem: null,
      places: [...places],
      asked_at: house.clock.now(),
      done_at: null,
    })
    .execute()
  await recordAct(tx, { name: 'needs.matching_asked', subject: { kind: 'need_match_run', id }, detail: { certain } })
  await house.jobs.enqueue(tx, matchingJob, { run: id } satisfies Matching)
  return { id }
}

function openNeeds(tx: Transaction): Promise<NeedRow[]> {
  return tables(tx)
    .selectFrom('need_need')
    .selectAll()
    .where('is_final', '=', false)
    .orderBy('stated_at')
    .orderBy('id')
    .execute()
}

/** Makes the draft that was asked for; one that fails says why. */
export async function makeMatching(house: House, { data, signal, progress }: JobRun<Matching>): Promise<void> {
  const started = performance.now()
  const { run, needs, offers } = await house.record.asSystem(async (tx) => {
    const row = await tables(tx)
      .selectFrom('need_match_run')
      .selectAll()
      .where('id', '=', data.run)
      .executeTakeFirstOrThrow()
    const inPlaces = (await openNeeds(tx)).filter(({ places }) => places.some((place) => row.places.includes(place)))
    return { run: row, needs: inPlaces, offers: (await allOffers(house, tx)).terms }
  })
  if (run.state !== 'running') return
  const end = (result: RunResult | null, problem: string | null) =>
    house.record.asSystem((tx) =>
      tables(tx)
        .updateTable('need_match_run')
        .set({
          state: result === null ? 'failed' : 'done',
          needs: needs.length,
          offers: offers.length,
          result: result === null ? null : JSON.stringify(result),
          problem,
          done_at: house.clock.now(),
        })
        .where('id', '=', run.id)
        .execute(),
    )
  const { taxonomies, crosswalks } = house.programme()
  const task: MatchingTask = {
    needs: needs.map(({ asked }) => asked),
    offers,
    classes: { taxonomies, crosswalks },
    certain: run.certain,
  }
  try {
    const answer = await solved(task, { signal, progress })
    await end(resultOf({ needs, offers, answer, milliseconds: Math.round(performance.now() - started) }), null)
  } catch (error) {
    await end(null, error instanceof Problem ? error.code : 'internal')
    throw error
  }
}

type Solution = Extract<MatchingAnswer, { readonly assigned: unknown }>

async function solved(
  task: MatchingTask,
  { signal, progress }: Pick<JobRun<Matching>, 'signal' | 'progress'>,
): Promise<Solution> {
  const thread = openThread<MatchingAnswer>({
    name: 'matching-thread',
    from: import.meta.url,
    data: task,
    memoryMb: threadMemoryMb,
    signal,
  })
  try {
    for await (const answer of thread.said) {
      if ('assigned' in answer) return answer
      progress(answer.step, answer.of)
    }
    throw new Problem('unavailable', { details: { reason: 'thread.ended' } })
  } finally {
    await thread.close()
  }
}

type Solved = {
  readonly needs: readonly NeedRow[]
  readonly offers: MatchingTask['offers']
  readonly answer: Solution
  readonly milliseconds: number
}

function resultOf({ needs, offers, answer, milliseconds }: Solved): RunResult {
  const { assigned, area, fitting, rules } = answer
  const taken = new Set(assigned.chosen.map(({ need }) => need))
  return {
    placed: assigned.chosen.map(({ need, offer, weight }) => {
      const [row, terms] = [needs[need] as NeedRow, offers[offer] as MatchingTask['offers'][number]]
      const takes = toDecimalText(takenOf(row.asked, terms))
      const { id, code, kind } = terms
      return { need: row.id, company: row.company, offer: id, code, kind, takes, score: weight }
    }),
    unplaced: needs.flatMap(({ id, company }, at) =>
      taken.has(at) ? [] : [{ need: id, company, fitting: fitting[at] ?? 0 }],
    ),
    area,
    weight: assigned.weight,
    bound: assigned.bound,
    proof: assigned.proof,
    rules: rules.map((one) => ({ ...one })),
    scarce: scarceOf(offers, assigned.offerPrices),
    milliseconds,
  }
}

/** What a divided offer is worth is told for so much of it: 100 m² in the hundredths of the solver. */
const dividedBy = 10_000

/** The offers that are short, the dearest first. */
function scarceOf(offers: MatchingTask['offers'], prices: readonly number[]): RunResult['scarce'] {
  return offers
    .flatMap(({ id, code, kind, least }, at) => {
      const price = (prices[at] ?? 0) * (least === null ? 1 : dividedBy)
      return price < 1 ? [] : [{ offer: id, code, kind, price: toDecimalText(new Decimal(Math.round(price))) }]
    })
    .toSorted((a, b) => Number(b.price) - Number(a.price) || (a.code < b.code ? -1 : 1))
    .slice(0, mostShown)
}

/** Drafts, the latest first. */
export async function listMatchings(tx: Transaction): Promise<RunSummary[]> {
  const rows = await tables(tx)
    .selectFrom('need_match_run')
    .selectAll()
    .orderBy('asked_at', 'desc')
    .orderBy('id')
    .limit(mostShown)
    .execute()
  return rows.map(summaryOf)
}

/** @throws Problem not_found */
export async function showMatching(
  tx: Transaction,
  id: string,
): Promise<RunSummary & { readonly result: RunResult | null }> {
  const row = await tables(tx).selectFrom('need_match_run').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'need_match_run', id } })
  return { ...summaryOf(row), result: row.result }
}

function summaryOf({ id, state, certain, needs, offers, problem, asked_at, done_at }: RunRow): RunSummary {
  return {
    id,
    state,
    certain,
    needs,
    offers,
    problem,
    askedAt: asked_at.toISOString(),
    doneAt: done_at?.toISOString() ?? null,
  }
}
