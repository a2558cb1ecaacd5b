import { sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { JobRun } from '#kit/server/jobs.ts'
import { readTaskOf, stabilityNow } from './compute.ts'
import { resultNumber } from './results.ts'
import { getRun, tables } from './store.ts'

export const stabilityJob = 'evaluations.stability'

export type StabilityAsked = {
  readonly id: string
  readonly number?: number | undefined
  readonly draws: number
  readonly actor: Actor
}

type StabilityData = { readonly run: string; readonly number: number; readonly draws: number; readonly actor: Actor }

/** Queues a look at how firmly the grades of a result stand. @throws Problem not_found */
export async function askStability(house: House, tx: Transaction, asked: StabilityAsked): Promise<{ job: string }> {
  await getRun(tx, asked.id)
  const number = await resultNumber(tx, asked.id, asked.number)
  const data: StabilityData = { run: asked.id, number, draws: asked.draws, actor: asked.actor }
  return { job: await house.jobs.enqueue(tx, stabilityJob, data) }
}

/** Safe to repeat: the last look takes the place of the one before. */
export async function runStability(
  house: House,
  { data, progress, signal }: Pick<JobRun<object>, 'data' | 'progress' | 'signal'>,
): Promise<object> {
  const { run: id, number, draws, actor } = data as StabilityData
  progress(0, draws)
  const { run, task } = await house.record.withActor(actor, (tx) => readTaskOf(tx, id, number))
  const kept = await stabilityNow(task, { units: run.units, draws, signal })
  const row = { draws, at: house.clock.now(), kept: JSON.stringify(kept) }
  await house.record.withActor(actor, (tx) =>
    tables(tx)
      .insertInto('evaluation_stability')
      .values({ run: id, number, ...row })
      .onConflict((conflict) => conflict.columns(['run', 'number']).doUpdateSet(row))
      .execute(),
  )
  progress(draws, draws)
  return { number, units: Object.keys(kept).length }
}

export type StabilityShowAsked = {
  readonly id: string
  readonly number?: number | undefined
  readonly unit?: string | undefined
  readonly page: number
  readonly pageSize: number
}

const bandEnds = [0, 0.5, 0.75, 0.9, 1]

/** The last look: of the units that the actor may see, the least firm first; bands of all for who sees all. @throws Problem not_found */
export async function showStability(house: House, tx: Transaction, asked: StabilityShowAsked) {
  await getRun(tx, asked.id)
  const number = await resultNumber(tx, asked.id, asked.number)
  const found = await house.record.asSystem((all) =>
    tables(all)
      .selectFrom('evaluation_stability')
      .select(['draws', 'at', 'kept'])
      .where('run', '=', asked.id)
      .where('number', '=', number)
      .executeTakeFirst(),
  )
  if (found === undefined) return { number, draws: 0, at: null, total: 0, bands: [], items: [] }
  let query = tables(tx)
    .selectFrom('evaluation_score')
    .select(['unit', 'name', 'grade'])
    .where('run', '=', asked.id)
    .where('number', '=', number)
    .where('grade', 'is not', null)
  if (asked.unit !== undefined) query = query.where('unit', '=', asked.unit)
  const seen = (await query.orderBy('name').execute()).map((one) => ({ ...one, kept: found.kept[one.unit] ?? 0 }))
  if (asked.unit !== undefined && seen.length === 0)
    throw new Problem('not_found', { details: { kind: 'unit', id: asked.unit } })
  seen.sort((a, b) => a.kept - b.kept)
  const { rows } = await sql<{ all: boolean }>`select evaluation_sees_all() as "all"`.execute(tx)
  const shares = rows[0]?.all === true ? Object.values(found.kept) : []
  return {
    number,
    draws: found.draws,
    at: found.at.toISOString(),
    total: seen.length,
    bands: shares.length === 0 ? [] : bandsOf(shares),
    items: seen.slice((asked.page - 1) * asked.pageSize, asked.page * asked.pageSize),
  }
}

function bandsOf(shares: readonly number[]) {
  return bandEnds.slice(1).map((to, at) => {
    const from = bandEnds[at] ?? 0
    return { from, to, units: shares.filter((one) => one >= from && (one < to || to === 1)).length }
  })
}
