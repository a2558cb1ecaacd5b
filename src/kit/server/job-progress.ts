import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Problem, ProblemCode } from '#base/problem.ts'
import type { RecordStore, Transaction } from './db.ts'
import type { JobProgress, JobRun } from './jobs.ts'
import type { KitTables } from './tables.ts'

const writeEveryMilliseconds = 250

/** The row of a job just queued, for the actor of the transaction. */
export async function createProgress(tx: Transaction, id: string, name: string): Promise<void> {
  await tx.insertInto('kit_job').values({ id, name }).execute()
}

/** The progress of a job, if the actor of the transaction queued it or may see all. */
export async function findJobProgress(tx: Transaction, id: string): Promise<JobProgress | undefined> {
  const row = await tx.selectFrom('kit_job').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toProgress(row)
}

/** Marks a job as running and answers how it tells its progress: at most four writes a second, in order. */
export async function markStarted(
  record: RecordStore,
  job: { readonly id: string; readonly name: string },
): Promise<{ tell: JobRun<object>['progress']; close(): Promise<void> }> {
  await record.owner
    .insertInto('kit_job')
    .values({ ...job, actor: 'system', state: 'running', started_at: sql`clock_timestamp()` })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ state: 'running', started_at: sql`clock_timestamp()`, problem: null }),
    )
    .execute()
  let told: { done: string; total: string | null; note: string } | undefined
  let writing = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const write = (): void => {
    timer = undefined
    const row = told
    told = undefined
    if (!row) return
    writing = writing
      .then(async () => {
        await record.owner.updateTable('kit_job').set(row).where('id', '=', job.id).execute()
      })
      .catch(() => {})
  }
  return {
    tell(done, total, note = '') {
      told = { done: String(Math.trunc(done)), total: total === null ? null : String(Math.trunc(total)), note }
      timer ??= setTimeout(write, writeEveryMilliseconds)
    },
    async close() {
      clearTimeout(timer)
      write()
      await writing
    },
  }
}

type Ending =
  | { readonly state: 'done'; readonly result: object | null }
  | { readonly state: 'failed' | 'queued'; readonly problem: Problem }

/** Marks a job as ended, or as waiting for its next try. */
export async function markEnded(record: RecordStore, id: string, ending: Ending): Promise<void> {
  const failed = ending.state !== 'done'
  await record.owner
    .updateTable('kit_job')
    .set({
      state: ending.state,
      result: failed || ending.result === null ? null : JSON.stringify(ending.result),
      problem: failed
        ? JSON.stringify({ code: ending.problem.code, details: ending.problem.details, issues: ending.problem.issues })
        : null,
      finished_at: ending.state === 'queued' ? null : sql`clock_timestamp()`,
    })
    .where('id', '=', id)
    .execute()
}

/** Marks a job that failed as waiting again; one that has begun meanwhile stays as it is. */
export async function markQueued(record: RecordStore, id: string): Promise<void> {
  await record.owner
    .updateTable('kit_job')
    .set({ state: 'queued', problem: null, finished_at: null })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .execute()
}

function toProgress(row: Selectable<KitTables['kit_job']>): JobProgress {
  const problem = row.problem as { code: ProblemCode; details: Record<string, unknown> } | null
  return {
    id: row.id,
    name: row.name,
    actor: row.actor,
    state: row.state,
    done: Number(row.done),
    total: row.total === null ? null : Number(row.total),
    note: row.note,
    result: row.result,
    problem,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}
