import type { Problem } from '#base/problem.ts'
import type { Transaction } from './db.ts'

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
  readonly problem: { readonly code: Problem['code']; readonly details: Readonly<Record<string, unknown>> } | null
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
  /** Tries after the first, default 2; a Problem is never retried. */
  readonly retries?: number
  /** Seconds one try may take, default 3600. */
  readonly timeoutSeconds?: number
  /** How many run at once in this process, default 1. */
  readonly concurrency?: number
}

export type Jobs = {
  /** Declares a kind of job and what does it. Before start. */
  define<Data extends object>(name: string, work: (run: JobRun<Data>) => Promise<object | void>, options?: JobOptions): void
  /** Queues a job in the transaction that asks for it; answers its id. It starts right after the commit. */
  enqueue(tx: Transaction, name: string, data: object, options?: { readonly startAfter?: Date }): Promise<string>
  /** Runs a kind of job by a cron line in an IANA time zone. */
  schedule(name: string, cron: string, timeZone: string): Promise<void>
  findProgress(tx: Transaction, id: string): Promise<JobProgress | undefined>
  start(): Promise<void>
  stop(): Promise<void>
}
