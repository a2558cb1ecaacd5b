import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { letMirrorFollow } from '#capabilities/observations/server/service.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { JobRun } from '#kit/server/jobs.ts'
import type { ProgrammeAct } from '#pack/programme.ts'
import type { BulkResult, BulkStage, LeftReason } from '../contract/life.ts'
import { reviewActFrom, reviewActs } from '../rules/review.ts'
import { contentOf } from './content.ts'
import { actOnReturn, getForm, judge, type ReturnHouse, workflowOf } from './lifecycle.ts'
import { refuseLocked } from './locks.ts'
import { getReturn, pageReturns, type Return, tablesOf } from './store.ts'
import { reachOf, resourceOf } from './subjects.ts'
import { stateName } from './view.ts'

export const bulkJob = 'returns.bulk_review'

const mostAtOnce = 20_000
/** Up to so many are judged anew for the preview; of more it says what was found when they were submitted. */
const mostJudged = 200
const mostNamed = 200

export type BulkAsked = {
  readonly form: string
  readonly period: Period
  readonly place?: string | undefined
  readonly actor: Actor
}

/** What waits at each stage where the actor may let returns pass, and how much of it passes all checks. */
export async function previewBulk(house: ReturnHouse, tx: Transaction, asked: BulkAsked): Promise<BulkStage[]> {
  const workflow = workflowOf(house.programme(), getForm(house.programme(), asked.form))
  const stages: BulkStage[] = []
  for (const { id: state } of workflow.states) {
    const act = reviewActFrom(workflow, state)
    if (act === undefined || !can(asked.actor, act.may).allowed) continue
    const waiting = await waitingFor(house, tx, asked, [state])
    const left = await leftOf(house, tx, { waiting, act, actor: asked.actor })
    stages.push({
      act: act.id,
      name: act.name,
      state,
      stateName: stateName(workflow, state),
      waiting: waiting.length,
      ready: waiting.length - left.size,
      left: counted(left.values()),
      judgedNow: waiting.length <= mostJudged,
    })
  }
  return stages
}

/** Queues the job that lets pass whatever passes all checks. @throws Problem locked, wrong_state, forbidden */
export async function askBulk(
  house: House,
  tx: Transaction,
  asked: BulkAsked & { readonly act: string },
): Promise<{ job: string; waiting: number }> {
  const act = actOf(house, asked)
  if (!can(asked.actor, act.may).allowed) throw new Problem('forbidden', { details: { permission: act.may } })
  await refuseLocked(tx, asked.form, asked.period)
  const waiting = await waitingFor(house, tx, asked, act.from)
  return { job: await house.jobs.enqueue(tx, bulkJob, asked), waiting: waiting.length }
}

type BulkData = BulkAsked & { readonly act: string }

/** One act for each return that passes all checks, judged once more; what is left is counted and named. Safe to repeat. */
export async function runBulk(
  house: House,
  { data, progress, signal }: Pick<JobRun<object>, 'data' | 'progress' | 'signal'>,
): Promise<BulkResult> {
  const asked = data as BulkData
  const { actor } = asked
  const act = actOf(house, asked)
  const waiting = await house.record.withActor(actor, (tx) => waitingFor(house, tx, asked, act.from))
  const left = new Map<string, LeftReason>()
  let done = 0
  for (const [at, one] of waiting.entries()) {
    signal.throwIfAborted()
    progress(at, waiting.length)
    const reason = await passOne(house, { id: one.id, act, actor })
    if (reason === undefined) done += 1
    else left.set(one.id, reason)
  }
  await letMirrorFollow(house)
  progress(waiting.length, waiting.length)
  const named = waiting.filter((one) => left.has(one.id)).slice(0, mostNamed)
  const names = await house.record.withActor(actor, (tx) =>
    listEnterprisesById(
      tx,
      named.map((one) => one.subject),
    ),
  )
  return {
    done,
    left: counted(left.values()),
    refused: named.map(({ id, subject }) => ({
      id,
      subjectName: names.get(subject)?.name ?? subject,
      reason: left.get(id) as LeftReason,
    })),
  }
}

const reasonOfCode: Readonly<Record<string, LeftReason>> = {
  forbidden: 'not_permitted',
  not_found: 'not_permitted',
  stale: 'moved_on',
  wrong_state: 'moved_on',
  locked: 'moved_on',
  invalid_input: 'cells_wrong',
  refused_by_rule: 'check_fails',
}

/** The act on one return in a transaction of its own, or why it is left to a person. */
async function passOne(
  house: House,
  { id, act, actor }: { readonly id: string; readonly act: ProgrammeAct; readonly actor: Actor },
): Promise<LeftReason | undefined> {
  try {
    return await house.record.withActor(actor, async (tx) => {
      const one = await getReturn(tx, id, { lock: true })
      if (!act.from.includes(one.state)) return 'moved_on'
      const reason = await judgedLeft(house, tx, { one, act, actor })
      if (reason === undefined) await actOnReturn(house, tx, { id, act: act.id, revision: one.revision, actor })
      return reason
    })
  } catch (error) {
    const reason = error instanceof Problem ? reasonOfCode[error.code] : undefined
    if (reason === undefined) throw error
    return reason
  }
}

type Judging = { readonly one: Return; readonly act: ProgrammeAct; readonly actor: Actor }

async function judgedLeft(
  house: ReturnHouse,
  tx: Transaction,
  { one, act, actor }: Judging,
): Promise<LeftReason | undefined> {
  if (!can(actor, act.may, resourceOf(one)).allowed) return 'not_permitted'
  const content = await contentOf(tx, one)
  const { issues, findings } = await judge(house, tx, one, content.cells)
  if (issues.length > 0) return 'cells_wrong'
  const failing = findings.filter((finding) => finding.outcome === 'fails')
  if (failing.length === 0) return undefined
  return failing.every((finding) => finding.severity === 'soft' && finding.reason !== undefined)
    ? 'check_answered'
    : 'check_fails'
}

async function leftOf(
  house: ReturnHouse,
  tx: Transaction,
  { waiting, act, actor }: { waiting: readonly Return[]; act: ProgrammeAct; actor: Actor },
): Promise<Map<string, LeftReason>> {
  const left = new Map<string, LeftReason>()
  if (waiting.length <= mostJudged) {
    for (const one of waiting) {
      const reason = await judgedLeft(house, tx, { one, act, actor })
      if (reason !== undefined) left.set(one.id, reason)
    }
    return left
  }
  const answered = await answeredOf(tx, waiting)
  for (const one of waiting) {
    if (!can(actor, act.may, resourceOf(one)).allowed) left.set(one.id, 'not_permitted')
    else if (answered.has(one.id)) left.set(one.id, 'check_answered')
  }
  return left
}

/** Those whose present version answered a check when it was submitted. */
async function answeredOf(tx: Transaction, returns: readonly Return[]): Promise<Set<string>> {
  const versions = sql<boolean>`(return_id, version) in (select * from unnest(
    ${returns.map((one) => one.id)}::bigint[], ${returns.map((one) => one.version)}::integer[]))`
  const rows = await tablesOf(tx)
    .selectFrom('return_check_answer')
    .select('return_id')
    .distinct()
    .where(versions)
    .execute()
  return new Set(rows.map((row) => String(row.return_id)))
}

async function waitingFor(
  house: ReturnHouse,
  tx: Transaction,
  { form, period, place, actor }: BulkAsked,
  states: readonly string[],
): Promise<Return[]> {
  const programme = house.programme()
  const search = {
    form,
    period,
    states,
    open: true,
    reach: reachOf(programme, actor),
    ...(place === undefined ? {} : { places: placesAsked(placesOf(programme), place) }),
  }
  return (await pageReturns(tx, search, { limit: mostAtOnce, offset: 0, order: 'due' })).rows
}

function actOf(house: ReturnHouse, { form, act }: { readonly form: string; readonly act: string }): ProgrammeAct {
  const programme = house.programme()
  const found = reviewActs(workflowOf(programme, getForm(programme, form))).find((each) => each.id === act)
  if (found === undefined) throw new Problem('wrong_state', { details: { act, reason: 'returns.not_for_many' } })
  return found
}

function counted(reasons: Iterable<LeftReason>): BulkStage['left'] {
  const counts = new Map<LeftReason, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n)
}
