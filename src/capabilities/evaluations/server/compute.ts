import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { JobRun } from '#kit/server/jobs.ts'
import { openThread } from '#kit/server/threads.ts'
import {
  type Computed,
  computeResult,
  computeStability,
  type ComputeTask,
  type Kept,
  type TellUnits,
} from './computing.ts'
import type { Evaluated, EvaluateTask } from './evaluate-words.ts'
import { moveRun, refusal, runSubject, workflowFor } from './lifecycle.ts'
import type { Frozen } from './model.ts'
import { getRun, listCorrections, type Run, tables } from './store.ts'

export const computeJob = 'evaluations.compute'

/** No more units are evaluated in some tenths of a second; more would hold up everybody. */
const evaluatedAtOnce = 1_000
const threadMemoryMb = 2_048

export type ComputeAsked = { readonly run: string; readonly revision: number; readonly actor: Actor }

/** Queues a result of the frozen inputs and all corrections accepted so far. @throws Problem stale, wrong_state, refused_by_rule */
export async function askResult(
  house: House,
  tx: Transaction,
  { run: id, revision, actor }: ComputeAsked,
): Promise<{ number: number; job: string }> {
  const run = await getRun(tx, id, { lock: true })
  if (run.revision !== revision)
    throw new Problem('stale', { details: { kind: 'evaluation', id, yours: revision, current: run.revision } })
  computingAct(house, run)
  const results = await tables(tx)
    .selectFrom('evaluation_result')
    .select(['number', 'state'])
    .where('run', '=', id)
    .orderBy('number', 'desc')
    .execute()
  if (results[0]?.state === 'running') throw refusal('evaluations.computing')
  const number = (results[0]?.number ?? 0) + 1
  const corrections = (await listCorrections(tx, id)).length
  await tables(tx)
    .insertInto('evaluation_result')
    .values({
      run: id,
      number,
      state: 'running',
      job: null,
      problem: null,
      asked_at: house.clock.now(),
      computed_at: null,
      corrections,
      inputs_hash: null,
      result_hash: null,
      milliseconds: null,
      groups: null,
    })
    .execute()
  const job = await house.jobs.enqueue(tx, computeJob, { run: id, number, actor })
  await tables(tx)
    .updateTable('evaluation_result')
    .set({ job })
    .where('run', '=', id)
    .where('number', '=', number)
    .execute()
  return { number, job }
}

/** The act that leads to `computed` from where the run stands. @throws Problem wrong_state */
function computingAct(house: Pick<House, 'programme'>, run: Run): string {
  const act = workflowFor(house.programme(), runSubject).acts.find(
    (one) => one.to === 'computed' && one.from.includes(run.state),
  )
  if (act === undefined || run.frozenAt === null)
    throw new Problem('wrong_state', { details: { state: run.state, act: 'compute' } })
  return act.id
}

type ComputeData = { readonly run: string; readonly number: number; readonly actor: Actor }

/** Computes and keeps one result; one that was computed already stays. Safe to repeat. */
export async function runCompute(
  house: House,
  { data, progress, signal }: Pick<JobRun<object>, 'data' | 'progress' | 'signal'>,
): Promise<object> {
  const { run: id, number, actor } = data as ComputeData
  const asked = await house.record.withActor(actor, (tx) => readTask(tx, id, number))
  if (asked === undefined) return { number }
  const began = performance.now()
  try {
    const computed = await house.record.withActor(actor, async (tx) => {
      const kept = await computeAndKeep(tx, { id, number, task: asked.task, units: asked.run.units, signal }, progress)
      await keepResult(house, tx, { id, number, computed: kept, milliseconds: performance.now() - began })
      await recordAct(tx, {
        name: 'evaluations.computed',
        subject: { kind: runSubject, id },
        detail: { number, result: kept.resultHash },
      })
      const run = await getRun(tx, id, { lock: true })
      await moveRun(house, tx, { run, act: computingAct(house, run), to: 'computed', actor })
      return kept
    })
    return { number, resultHash: computed.resultHash }
  } catch (error) {
    // A house that closes takes the job up again at its next start; everything else is an answer.
    if (!signal.aborted) await house.record.withActor(actor, (tx) => markFailed(tx, { id, number, error }))
    throw error
  }
}

type Computing = {
  readonly id: string
  readonly number: number
  readonly task: ComputeTask
  readonly units: number
  readonly signal: AbortSignal
}

/** Units are written down while the next ones are computed. */
async function computeAndKeep(
  tx: Transaction,
  { id, number, task, units, signal }: Computing,
  progress: JobRun<object>['progress'],
): Promise<Computed> {
  let written: Promise<void> = Promise.resolve()
  const tell: TellUnits = ({ text }, done, total) => {
    written = written.then(async () => {
      await keepScores(tx, { id, number, text })
      progress(done, total, 'evaluations.scored')
    })
    // Whoever waits for the end is told; until then nobody listens.
    written.catch(() => {})
  }
  const computed = await computeNow(task, units, tell, signal)
  await written
  return computed
}

async function readTask(
  tx: Transaction,
  id: string,
  number: number,
): Promise<{ run: Run; task: ComputeTask } | undefined> {
  const result = await tables(tx)
    .selectFrom('evaluation_result')
    .select(['state', 'corrections'])
    .where('run', '=', id)
    .where('number', '=', number)
    .executeTakeFirst()
  if (result?.state !== 'running') return undefined
  return readComputeTask(tx, id, result.corrections)
}

/** The frozen inputs of a run as one text. @throws Problem wrong_state before they are frozen */
export async function frozenText(tx: Transaction, run: Run): Promise<string> {
  const row = await tables(tx)
    .selectFrom('evaluation_snapshot')
    .select('bytes')
    .where('run', '=', run.id)
    .executeTakeFirst()
  if (row === undefined)
    throw new Problem('wrong_state', { details: { state: run.state, reason: 'evaluations.not_frozen' } })
  return gunzipSync(row.bytes).toString('utf8')
}

/** What a result with so many corrections is computed from. @throws Problem not_found, wrong_state */
export async function readComputeTask(
  tx: Transaction,
  id: string,
  corrections: number,
): Promise<{ run: Run; task: ComputeTask }> {
  const run = await getRun(tx, id)
  const accepted = (await listCorrections(tx, id)).slice(0, corrections)
  const known = accepted.length === 0 && run.inputsHash !== null ? { inputsHash: run.inputsHash } : {}
  return { run, task: { scheme: run.schemeText, frozen: await frozenText(tx, run), corrections: accepted, ...known } }
}

/** What a result was computed from. @throws Problem not_found, wrong_state */
export async function readTaskOf(
  tx: Transaction,
  id: string,
  number: number,
): Promise<{ run: Run; task: ComputeTask }> {
  const { corrections } = await tables(tx)
    .selectFrom('evaluation_result')
    .select('corrections')
    .where('run', '=', id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  return readComputeTask(tx, id, corrections)
}

/** The frozen inputs themselves. */
export function parseFrozen(text: string): Frozen {
  return JSON.parse(text) as Frozen
}

/** Computes a task of so many units: at once where that takes no time, in a thread of its own where it does. */
export async function computeNow(
  task: ComputeTask,
  units: number,
  tell: TellUnits,
  signal?: AbortSignal,
): Promise<Computed> {
  if (units <= evaluatedAtOnce) return computeResult(task, tell)
  for await (const said of evaluateAside({ kind: 'result', ...task }, signal)) {
    if (said.kind === 'units') tell(said.units, said.done, said.total)
    if (said.kind === 'computed') return said.computed
  }
  throw new Problem('unavailable', { details: { reason: 'thread.ended' } })
}

/** How firmly grades stand, of so many units and draws: at once or in a thread. */
export async function stabilityNow(
  task: ComputeTask,
  { units, draws, signal }: { readonly units: number; readonly draws: number; readonly signal: AbortSignal },
): Promise<Kept> {
  if (units * draws <= evaluatedAtOnce * 100) return computeStability(task, draws)
  for await (const said of evaluateAside({ kind: 'stability', draws, ...task }, signal))
    if (said.kind === 'kept') return said.kept
  throw new Problem('unavailable', { details: { reason: 'thread.ended' } })
}

/** What a thread of its own says about a task; it ends with the last word. */
async function* evaluateAside(task: EvaluateTask, signal?: AbortSignal): AsyncGenerator<Evaluated> {
  const thread = openThread<Evaluated>({
    name: 'evaluate-thread',
    from: import.meta.url,
    data: task,
    memoryMb: threadMemoryMb,
    ...(signal === undefined ? {} : { signal }),
  })
  try {
    yield* thread.said
  } finally {
    await thread.close()
  }
}

type Scored = { readonly id: string; readonly number: number; readonly text: string }

/** Every unit step by step, with the places and organisations that may see it. */
async function keepScores(tx: Transaction, { id, number, text }: Scored): Promise<void> {
  await sql`
    insert into evaluation_score (run, number, unit, name, town, industry, size, group_id, total, rank, quota_grade, grade,
      bonus, penalty, scores, reasons, places, organisations)
    select u.run, ${number}, u.unit, u.name, u.town, coalesce(u.mean_industry, u.industry), u.size, s."group", s.total, s.rank,
      s."quotaGrade", s.grade, s.bonus, s.penalty, s.scores, s.reasons, u.places, u.organisations
    from jsonb_to_recordset(${text}::jsonb) as s (id text, "group" text, total numeric, rank integer, "quotaGrade" text,
      grade text, bonus text, penalty text, scores jsonb, reasons jsonb)
    join evaluation_unit u on u.run = ${id} and u.unit = s.id`.execute(tx)
}

async function keepResult(
  house: Pick<House, 'clock'>,
  tx: Transaction,
  kept: { id: string; number: number; computed: Computed; milliseconds: number },
): Promise<void> {
  await tables(tx)
    .updateTable('evaluation_result')
    .set({
      state: 'done',
      computed_at: house.clock.now(),
      inputs_hash: kept.computed.inputsHash,
      result_hash: kept.computed.resultHash,
      milliseconds: Math.round(kept.milliseconds),
      groups: JSON.stringify(kept.computed.groups),
    })
    .where('run', '=', kept.id)
    .where('number', '=', kept.number)
    .execute()
}

async function markFailed(
  tx: Transaction,
  { id, number, error }: { id: string; number: number; error: unknown },
): Promise<void> {
  const { code, details, issues } = error instanceof Problem ? error : new Problem('internal')
  const problem = JSON.stringify({ code, details, issues })
  await tables(tx)
    .updateTable('evaluation_result')
    .set({ state: 'failed', problem })
    .where('run', '=', id)
    .where('number', '=', number)
    .where('state', '=', 'running')
    .execute()
}
