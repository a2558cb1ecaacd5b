import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import type { Text } from '#base/text.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { deadlineClock, deadlineOf, stateName, viewOf } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc } from '#pack/lookup.ts'
import type { TaskDetail, TaskSummary } from '../contract/tasks.ts'
import type { Light } from '../contract/words.ts'
import { filesOfCase } from './case-files.ts'
import { workflowOf } from './engine.ts'
import { type Lit, lightTasks } from './lit.ts'
import { showMeasure } from './measures.ts'
import { clauseOf, namedOrganisations, namedPlace, textOf, written } from '#pack/naming.ts'
import { levelShown } from './slip-levels.ts'
import { findRows, getRow, tables, type TaskRow } from './store.ts'

export type TasksAsked = {
  readonly year?: number | undefined
  readonly base?: string | undefined
  readonly unit?: string | undefined
  readonly leader?: string | undefined
  readonly light?: Light | undefined
  readonly quarter?: string | undefined
  readonly top?: 'yes' | 'no' | undefined
  readonly parent?: string | undefined
  readonly text?: string | undefined
}

/** The rows of tasks that match, in the order of their numbers. Lights are looked at afterwards: they are computed. */
export async function selectTasks(tx: Transaction, asked: TasksAsked): Promise<TaskRow[]> {
  const { year, base, unit, leader, quarter, top, parent, text } = asked
  let query = tables(tx).selectFrom('supervision_task').selectAll()
  if (year !== undefined) query = query.where('year', '=', year)
  if (base !== undefined) query = query.where(sql<boolean>`places @> array[${base}]::text[]`)
  if (unit !== undefined) query = query.where(sql<boolean>`(lead || assist) @> array[${unit}]::text[]`)
  if (leader !== undefined) query = query.where(sql<boolean>`leader->>'zh' = ${leader}`)
  if (top !== undefined) query = query.where('parent', top === 'yes' ? 'is' : 'is not', null)
  if (parent !== undefined) query = query.where('parent', '=', parent)
  if (quarter !== undefined)
    query = query.where(
      sql<boolean>`exists (select from supervision_schedule s where s.task = supervision_task.id and s.until = ${quarter})`,
    )
  if (text !== undefined && text !== '')
    query = query.where(
      sql<boolean>`(position(lower(${text}) in lower(title->>'zh')) > 0 or position(lower(${text}) in lower(title->>'en')) > 0 or number = ${text})`,
    )
  const rows = await query.execute()
  return rows.toSorted((a, b) => b.year - a.year || (numberKey(a.number) < numberKey(b.number) ? -1 : 1))
}

/** Numbers in the order of their parts: 2 before 10, 2 before 2.1. */
export function numberKey(number: string): string {
  return number
    .split('.')
    .map((part) => part.padStart(12, '0'))
    .join('.')
}

/** Tasks as they are listed. */
export async function summariesOf(house: House, tx: Transaction, lit: readonly Lit[]): Promise<TaskSummary[]> {
  const programme = house.programme()
  const ids = lit.map(({ row }) => row.id)
  const counts = await countsOf(tx, ids)
  const workflow = lit.length === 0 ? undefined : workflowOf(programme, 'task')
  return lit.map(({ row, light, progress, scheduled }): TaskSummary => {
    const name = row.base === null ? null : namedPlace(programme, row.base).name
    return {
      id: row.id,
      number: row.number,
      year: row.year,
      title: row.title,
      parent: row.parent,
      children: counts.parts.get(row.id) ?? 0,
      weight: row.weight,
      base: row.base,
      baseName: name,
      lead: namedOrganisations(programme, row.lead),
      assist: namedOrganisations(programme, row.assist),
      leader: row.leader?.zh ?? null,
      leaderName: row.leader,
      person: row.person,
      kind: row.kind,
      urgent: row.urgent,
      due: row.due,
      originalDue: row.original_due,
      doneOn: row.done_on,
      state: row.state,
      stateName: workflow === undefined ? written(row.state) : stateName(workflow, row.state),
      final: row.is_final,
      light,
      progress,
      scheduled: scheduled?.share ?? null,
      openSlips: counts.slips.get(row.id) ?? 0,
      clause: clauseOf(programme, row.source),
      isIllustrative: row.is_illustrative,
    }
  })
}

/** How many parts and how many open slips each task has, within reach. */
async function countsOf(tx: Transaction, ids: readonly string[]) {
  const { rows: parts } = await sql<{ id: string; count: number }>`
    select parent as id, count(*)::integer as count from supervision_task where parent = any(${[...ids]}::uuid[]) group by 1`.execute(
    tx,
  )
  const { rows: slips } = await sql<{ id: string; count: number }>`
    select task as id, count(*)::integer as count from supervision_slip where task = any(${[...ids]}::uuid[]) and not is_final group by 1`.execute(
    tx,
  )
  const mapOf = (rows: readonly { id: string; count: number }[]) => new Map(rows.map(({ id, count }) => [id, count]))
  return { parts: mapOf(parts), slips: mapOf(slips) }
}

const noLights: Record<Light, number> = { done: 0, on_schedule: 0, near: 0, behind: 0, overdue: 0, none: 0 }

/** Tasks within reach with their lights. */
export async function listTasks(
  house: House,
  tx: Transaction,
  asked: TasksAsked & { readonly page: number; readonly pageSize: number; readonly actor: Actor },
) {
  const programme = house.programme()
  const all = await lightTasks(house, tx, await selectTasks(tx, asked))
  const lights = { ...noLights }
  for (const { light } of all) lights[light.light] += 1
  const matching = asked.light === undefined ? all : all.filter(({ light }) => light.light === asked.light)
  const from = (asked.page - 1) * asked.pageSize
  const choices = await choicesOf(tx)
  return {
    total: matching.length,
    items: await summariesOf(house, tx, matching.slice(from, from + asked.pageSize)),
    lights,
    years: choices.years,
    leaders: choices.leaders.map((name) => ({ id: name.zh, name })),
    units: namedOrganisations(programme, choices.units),
    bases: choices.bases.map((id) => namedPlace(programme, id)),
    may: { plan: can(asked.actor, 'supervision.plan').allowed, issue: can(asked.actor, 'supervision.issue').allowed },
  }
}

/** By what the tasks within reach can be narrowed. */
async function choicesOf(tx: Transaction) {
  const { rows } = await sql<{
    years: number[] | null
    units: string[] | null
    bases: string[] | null
    leaders: Text[] | null
  }>`
    select
      (select array_agg(distinct year order by year desc) from supervision_task) as years,
      (select array_agg(distinct unit order by unit) from supervision_task, unnest(lead || assist) unit) as units,
      (select array_agg(distinct base order by base) from supervision_task where base is not null) as bases,
      (select jsonb_agg(distinct leader) from supervision_task where leader is not null) as leaders`.execute(tx)
  const [found] = rows
  return {
    years: found?.years ?? [],
    units: found?.units ?? [],
    bases: found?.bases ?? [],
    leaders: found?.leaders ?? [],
  }
}

/** The years of the tasks within reach, the latest first. */
export async function yearsOfTasks(tx: Transaction): Promise<number[]> {
  return (await choicesOf(tx)).years
}

/** One task with all that happened to it. @throws Problem not_found */
export async function showTask(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<TaskDetail> {
  const programme = house.programme()
  const row = await getRow(tx, 'supervision_task', id)
  const parts = await lightTasks(house, tx, await selectTasks(tx, { parent: id }))
  const [lit] = await lightTasks(house, tx, [row])
  const [summary] = await summariesOf(house, tx, lit === undefined ? [] : [lit])
  const view = await house.record.asSystem((all) => viewOf(house, all, row.case_id))
  const { rebased } = deadlineOf(programme, view)
  const names = await namesOfPeople(
    tx,
    rebased.map(({ actor: by }) => by),
  )
  const of = { places: row.places, organisations: row.organisations }
  const may = (permission: string) => can(actor, permission, of).allowed
  const clock = workflowOf(programme, 'task').clocks?.find(
    (one) => one.id === deadlineClock(programme, view.case.workflow),
  )
  return {
    ...(summary as TaskSummary),
    case: row.case_id,
    version: row.revision,
    goal: row.goal,
    requirement: row.requirement,
    directPerson: row.direct_person,
    measure: row.measure === null ? null : await showMeasure(house, actor, row.measure),
    schedule: (lit?.schedule ?? []).map(({ until, words, share }) => ({
      quarter: until,
      words: words?.zh ?? null,
      share,
    })),
    toShow: row.to_show,
    reached: reachedOf(house, row),
    parts: await summariesOf(house, tx, parts),
    reports: await reportsOf(house, tx, row),
    slips: await slipsOf(house, tx, id),
    rebased: rebased.map(({ due, at, actor: by, reason }) => ({
      due: due as string,
      at,
      by: names.get(by) ?? null,
      reason: reason ?? null,
    })),
    delayReason: row.delay_reason,
    completion: row.completion,
    resolution: await resolutionOf(tx, row),
    parentTitle: await parentTitle(house, row),
    may: {
      plan: may('supervision.plan'),
      report: may('supervision.report'),
      issue: may('supervision.issue'),
      extend: may(clock?.extends?.may ?? 'workflows.extend') && !row.is_final && row.due !== null,
    },
  }
}

/** How far it was, as sources of the pack say. */
function reachedOf(house: House, row: TaskRow): TaskDetail['reached'] {
  const programme = house.programme()
  const stated = row.stated === null ? undefined : findDoc(programme, 'tasks', row.stated)
  return (stated?.reached ?? []).map(({ on, words, share, source }) => ({
    on,
    words: textOf(words),
    share: share === undefined ? null : String(Number(share) / 100),
    clause: clauseOf(programme, source),
  }))
}

/** What the units reported; what came in with the opening is what sources say, and is shown as theirs. */
async function reportsOf(house: House, tx: Transaction, row: TaskRow): Promise<TaskDetail['reports']> {
  const rows = await tables(tx)
    .selectFrom('supervision_progress')
    .selectAll()
    .where('task', '=', row.id)
    .where('act', '>', 1)
    .orderBy('number', 'desc')
    .execute()
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  const files = await filesOfCase(house, row.case_id)
  return rows.map(({ number, at, by, share, words, evidence, act }) => ({
    number,
    at: at.toISOString(),
    by: names.get(by) ?? null,
    share,
    words,
    evidence,
    files: files.filter((file) => file.act === act).map(({ act: _act, ...file }) => file),
  }))
}

async function slipsOf(house: House, tx: Transaction, task: string): Promise<TaskDetail['slips']> {
  const programme = house.programme()
  const rows = await tables(tx)
    .selectFrom('supervision_slip')
    .selectAll()
    .where('task', '=', task)
    .orderBy('issued_at', 'desc')
    .execute()
  const workflow = rows.length === 0 ? undefined : workflowOf(programme, 'slip')
  return rows.map((row) => {
    return {
      id: row.id,
      number: row.number,
      ...levelShown(programme, row.level),
      state: row.state,
      stateName: workflow === undefined ? written(row.state) : stateName(workflow, row.state),
      final: row.is_final,
      issuedOn: row.issued_on,
      deadline: row.deadline,
    }
  })
}

async function resolutionOf(tx: Transaction, { resolution }: TaskRow): Promise<TaskDetail['resolution']> {
  if (resolution === null) return null
  const row = await tables(tx)
    .selectFrom('supervision_resolution')
    .select(['id', 'meeting', 'text'])
    .where('id', '=', resolution)
    .executeTakeFirst()
  return row === undefined ? null : { id: row.id, meeting: row.meeting, title: written(row.text) }
}

/** Who has a part may know what it is a part of. */
async function parentTitle(house: House, { parent }: TaskRow): Promise<Text | null> {
  if (parent === null) return null
  const [row] = await house.record.asSystem((tx) => findRows(tx, 'supervision_task', [parent]))
  return row?.title ?? null
}
