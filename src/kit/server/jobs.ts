import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { fromKysely, PgBoss } from 'pg-boss'
import type { JobResult, JobWithMetadata } from 'pg-boss'
import { Problem } from '#base/problem.ts'
import type { ProblemCode } from '#base/problem.ts'
import { afterCommit } from './commit-scope.ts'
import type { RecordStore, Transaction } from './db.ts'
import { bringBackJobs } from './jobs-clock.ts'
import { createProgress, markEnded, markQueued, markStarted } from './job-progress.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { inRequestScope } from './request-scope.ts'

export type JobState = 'queued' | 'running' | 'done' | 'failed'

/** How far a job is, as stored and shown. */
export type JobProgress = {
  readonly id: string
  readonly name: string
  readonly actor: string
  readonly state: JobState
  readonly done: number
  readonly total: number | null
  /** A key of a sentence, or empty. */
  readonly note: string
  readonly result: Readonly<Record<string, unknown>> | null
  readonly problem: { readonly code: ProblemCode; readonly details: Readonly<Record<string, unknown>> } | null
  readonly queuedAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

/** What a running job receives. */
export type JobRun<Data extends object> = {
  readonly id: string
  readonly data: Data
  /** Aborted when the house closes or the job has run too long. */
  readonly signal: AbortSignal
  /** Tells how far it is; written at most four times a second. */
  progress(done: number, total: number | null, note?: string): void
}

export type JobOptions = {
  /** Tries after the first, default 2; a Problem is never tried again. */
  readonly retries?: number
  /** Seconds one try may take, default 3600. */
  readonly timeoutSeconds?: number
  /** How many run at once in this process, default 1. */
  readonly concurrency?: number
}

export type Jobs = {
  /** Declares a kind of job and what does it. Before start. A job may run twice (after a kill): safe to repeat. */
  define<Data extends object>(
    name: string,
    work: (run: JobRun<Data>) => Promise<object | void>,
    options?: JobOptions,
  ): void
  /** Queues a job in the transaction that asks for it; answers its id. It starts right after the commit. */
  enqueue(tx: Transaction, name: string, data: object, options?: { readonly startAfter?: Date }): Promise<string>
  /** Puts a job that failed for good back into the queue; answers false when the queue does not know it any more. */
  retry(tx: Transaction, name: string, id: string): Promise<boolean>
  /** Runs a kind of job by a cron line in an IANA time zone, and once at each start. Before start. */
  schedule(name: string, cron: string, timeZone: string): void
  start(): Promise<void>
  stop(): Promise<void>
}

export type JobsParts = {
  readonly record: RecordStore
  readonly log: Log
  readonly metrics: Metrics
  /** True when no other process works on this record: jobs that a kill interrupted start again at once. */
  readonly alone: boolean
}

type Definition = {
  readonly work: (run: JobRun<object>) => Promise<object | void>
  readonly options: Required<JobOptions>
}

const schema = 'pgboss'
const heartbeatSeconds = 30
const stopMilliseconds = 15_000

/** Creates the queue's own schema and lets jidi_app put jobs into it. Safe to repeat. */
export async function installJobs(record: RecordStore): Promise<void> {
  const boss = new PgBoss({ db: ownerDb(record), schema, supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  await boss.stop({ close: false, graceful: false })
  await sql`grant usage on schema pgboss to jidi_app`.execute(record.owner)
  await sql`grant select, insert, update, delete on all tables in schema pgboss to jidi_app`.execute(record.owner)
}

/**
 * Puts jobs that waited elsewhere into the queue of this record, under the ids by which people ask for them. Whatever else was at work there
 * has ended.
 */
export async function requeueJobs(
  record: RecordStore,
  waiting: readonly {
    readonly id: string
    readonly name: string
    readonly data: object
    readonly startAfter: string
  }[],
): Promise<void> {
  await installJobs(record)
  const ids = waiting.map(({ id }) => id)
  // What the clock began, it begins again: nobody asks for how that job ended.
  await sql`delete from kit_job where state in ('queued', 'running') and actor = 'system' and id <> all(${ids}::uuid[])`.execute(
    record.owner,
  )
  await sql`update kit_job set state = case when id = any(${ids}::uuid[]) then 'queued' else 'failed' end,
    finished_at = case when id = any(${ids}::uuid[]) then null else clock_timestamp() end
    where state in ('queued', 'running')`.execute(record.owner)
  if (waiting.length === 0) return
  const boss = new PgBoss({ db: ownerDb(record), schema, supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  for (const name of new Set(waiting.map((job) => job.name))) await boss.createQueue(name)
  for (const { id, name, data, startAfter } of waiting) await boss.send(name, data, { id, startAfter })
  await boss.stop({ close: false, graceful: false })
}

function ownerDb(record: RecordStore): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return { executeSql: (text, values) => record.ownerPool.query(text, values) }
}

/** Long work, outside requests: retried, scheduled, with progress that people see. */
export function createJobs(parts: JobsParts): Jobs {
  const { record, log } = parts
  const definitions = new Map<string, Definition>()
  const schedules: { name: string; cron: string; timeZone: string }[] = []
  const closing = new AbortController()
  let workers = new Map<string, string[]>()
  let opened: Promise<PgBoss> | undefined
  let clockTimer: NodeJS.Timeout | undefined

  const open = (): Promise<PgBoss> => {
    opened ??= openBoss(parts, definitions)
    return opened
  }
  const wake = (boss: PgBoss, name: string): void => {
    for (const worker of workers.get(name) ?? []) boss.notifyWorker(worker)
  }
  return {
    define(name, work, options = {}) {
      const filled = { retries: 2, timeoutSeconds: 3600, concurrency: 1, ...options }
      definitions.set(name, { work: work as Definition['work'], options: filled })
    },
    async enqueue(tx, name, data, options = {}) {
      if (!definitions.has(name)) throw new Problem('internal', { details: { job: name } })
      const boss = await open()
      const id = randomUUID()
      await createProgress(tx, id, name)
      await boss.send(name, data, { id, db: fromKysely(tx), startAfter: options.startAfter })
      afterCommit(`job ${name}`, () => wake(boss, name))
      return id
    },
    async retry(tx, name, id) {
      if (!definitions.has(name)) return false
      const boss = await open()
      const { affected } = (await boss.retry(name, id, { db: fromKysely(tx) })) as { affected?: number }
      if (affected === 0) return false
      afterCommit(`job ${name}`, () => {
        markQueued(record, id).then(
          () => wake(boss, name),
          (error: unknown) => log.warn({ err: error, job: name }, 'a job that begins again could not be marked'),
        )
      })
      return true
    },
    schedule(name, cron, timeZone) {
      schedules.push({ name, cron, timeZone })
    },
    async start() {
      const boss = await open()
      await bringBackJobs(record, log)
      if (parts.alone) await restartInterrupted(record, boss)
      const started = new Map<string, string[]>()
      for (const [name, definition] of definitions) {
        const ids: string[] = []
        for (let count = 0; count < definition.options.concurrency; count += 1) {
          ids.push(await startWorker(boss, { name, definition, closing: closing.signal, parts }))
        }
        started.set(name, ids)
      }
      workers = started
      for (const { name, cron, timeZone } of schedules) {
        await boss.schedule(name, cron, {}, { tz: timeZone })
        await boss.send(name, {}, { id: randomUUID() })
        wake(boss, name)
      }
      clockTimer = setInterval(() => {
        bringBackJobs(record, log).catch((error: unknown) =>
          log.warn({ err: error }, 'jobs could not be looked through'),
        )
      }, 60_000)
      clockTimer.unref()
    },
    async stop() {
      closing.abort()
      clearInterval(clockTimer)
      if (!opened) return
      const boss = await opened
      await boss.stop({ close: false, graceful: true, timeout: stopMilliseconds }).catch((error: unknown) => {
        log.warn({ err: error }, 'jobs did not stop in time')
      })
    },
  }
}

async function openBoss({ record, log }: JobsParts, definitions: ReadonlyMap<string, Definition>): Promise<PgBoss> {
  await installJobs(record)
  const boss = new PgBoss({
    db: ownerDb(record),
    schema,
    migrate: false,
    createSchema: false,
    monitorIntervalSeconds: 15,
  })
  boss.on('error', (error) => log.error({ err: error }, 'the queue of jobs has a problem'))
  await boss.start()
  for (const [name, { options }] of definitions) {
    const queue = {
      retryLimit: options.retries,
      retryDelay: 1,
      retryBackoff: true,
      expireInSeconds: options.timeoutSeconds,
      heartbeatSeconds,
    }
    await boss.createQueue(name, queue)
    await boss.updateQueue(name, queue)
    await boss.getQueue(name)
  }
  return boss
}

/** Alone on the record, a job that runs without us was interrupted: back into the queue. */
async function restartInterrupted(record: RecordStore, boss: PgBoss): Promise<void> {
  const rows = await record.owner.selectFrom('kit_job').select(['id', 'name']).where('state', '=', 'running').execute()
  for (const { id, name } of rows) await boss.fail(name, id, { interrupted: true }).catch(() => {})
}

type Worker = {
  readonly name: string
  readonly definition: Definition
  readonly closing: AbortSignal
  readonly parts: JobsParts
}

function startWorker(boss: PgBoss, worker: Worker): Promise<string> {
  const options = { perJobResults: true, includeMetadata: true, pollingIntervalSeconds: 2 } as const
  return boss.work(worker.name, options, async (jobs: JobWithMetadata<object>[]): Promise<JobResult[]> => {
    const results: JobResult[] = []
    for (const job of jobs) results.push(await inRequestScope({ requestId: job.id }, () => runJob(worker, job)))
    return results
  })
}

/** A Problem is an answer and final; anything else is tried again as often as the kind of job allows. */
async function runJob({ name, definition, closing, parts }: Worker, job: JobWithMetadata<object>): Promise<JobResult> {
  const { record, log, metrics } = parts
  const progress = await markStarted(record, { id: job.id, name })
  const signal = AbortSignal.any([job.signal, closing])
  try {
    const result = await definition.work({ id: job.id, data: job.data, signal, progress: progress.tell })
    await progress.close()
    await markEnded(record, job.id, { state: 'done', result: result ?? null })
    metrics.jobs.inc({ job: name, outcome: 'done' })
    return { id: job.id, status: 'completed' }
  } catch (error) {
    await progress.close()
    const refused = error instanceof Problem
    const final = refused || (job.retryCount >= job.retryLimit && !closing.aborted)
    if (!refused) log.error({ err: error, job: name, try: job.retryCount + 1 }, 'a job failed')
    metrics.jobs.inc({ job: name, outcome: refused ? 'refused' : 'failed' })
    const problem = refused ? error : new Problem('internal', { cause: error })
    await markEnded(record, job.id, { state: final ? 'failed' : 'queued', problem })
    return { id: job.id, status: final ? 'deadletter' : 'failed', output: { code: problem.code } }
  }
}
