import { demandOrganisations, heirsOn, organisationsAround } from '#capabilities/people/server/service.ts'
import { demandPlace, placesAround } from '#capabilities/places/server/service.ts'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { isPeriod } from '#base/period.ts'
import { type PlainDate, parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc } from '#pack/lookup.ts'
import type { NewTask } from '../contract/tasks.ts'
import { open } from './engine.ts'
import { measureOfPerson } from './measures.ts'
import { written } from '#pack/naming.ts'
import { getRow, type KeptMeasure, tables, type TaskRow } from './store.ts'

/** A task as it is stored, wherever it came from. */
export type TaskToStore = {
  readonly year: number
  readonly number: string
  readonly kind: 'point' | 'hard' | 'part'
  readonly urgent: boolean
  readonly title: Text
  readonly requirement: Text | null
  readonly goal: Text | null
  readonly base: string | null
  readonly lead: readonly string[]
  readonly assist: readonly string[]
  readonly leader: Text | null
  readonly person?: string | undefined
  readonly directPerson?: string | undefined
  readonly due: PlainDate | null
  readonly weight: string
  readonly measure: KeptMeasure | null
  readonly schedule: readonly { readonly until: string; readonly words: Text | null; readonly share: string | null }[]
  readonly parent: TaskRow | null
  readonly stated?: string
  readonly source?: string
  readonly isIllustrative?: boolean
  readonly toShow?: readonly Text[]
  readonly resolution?: string
  readonly work?: string
  readonly actor: Actor
}

/** Stores a task with its schedule and opens its case; a part beneath the case of its parent. */
export async function storeTask(house: House, tx: Transaction, task: TaskToStore): Promise<string> {
  const programme = house.programme()
  const today = todayOf(house)
  const id = randomUUID()
  const lead = heirsOn(programme, task.lead, today)
  const assist = heirsOn(programme, task.assist, today)
  const places = placesAround(programme, task.base)
  const organisations = [
    ...new Set([...organisationsAround(programme, [...lead, ...assist]), ...(task.parent?.organisations ?? [])]),
  ]
  const opened = await open(house, tx, {
    kind: 'task',
    subject: id,
    title: task.title,
    actor: task.actor,
    place: task.base ?? programme.rootPlace,
    organisations,
    lead,
    assist,
    due: task.due ?? undefined,
    parent: task.parent?.case_id,
  })
  await tables(tx)
    .insertInto('supervision_task')
    .values({
      id,
      year: task.year,
      number: task.number,
      stated: task.stated ?? null,
      parent: task.parent?.id ?? null,
      weight: task.weight,
      kind: task.parent === null ? task.kind : 'part',
      urgent: task.urgent,
      title: JSON.stringify(task.title),
      requirement: jsonOrNull(task.requirement),
      goal: jsonOrNull(task.goal),
      base: task.base,
      lead,
      assist,
      leader: jsonOrNull(task.leader),
      person: task.person ?? null,
      direct_person: task.directPerson ?? null,
      measure: jsonOrNull(task.measure),
      to_show: JSON.stringify(task.toShow ?? []),
      source: task.source ?? null,
      is_illustrative: task.isIllustrative ?? false,
      begun_on: today,
      original_due: task.due,
      due: task.due,
      done_on: null,
      ended_on: null,
      case_id: opened.id,
      state: opened.state,
      revision: opened.version,
      last_act: 'workflow.open',
      share: null,
      delay_reason: null,
      completion: null,
      resolution: task.resolution ?? null,
      work: task.work ?? null,
      places,
      organisations,
      created_at: house.clock.now(),
    })
    .execute()
  for (const { until, words, share } of task.schedule) {
    await tables(tx)
      .insertInto('supervision_schedule')
      .values({ task: id, until, words: jsonOrNull(words), share })
      .execute()
  }
  await recordAct(tx, {
    name: 'supervision.planned',
    subject: { kind: 'task', id },
    detail: {
      year: task.year,
      number: task.number,
      lead,
      ...(task.base === null ? {} : { place: task.base }),
      ...(task.parent === null ? {} : { parent: task.parent.id }),
      ...(task.due === null ? {} : { due: task.due }),
    },
  })
  return id
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** The next number of a year, or of the parts of a task. */
export async function nextNumber(
  tx: Transaction,
  year: number,
  parent: string | null,
): Promise<(offset: number) => string> {
  const { rows } = await sql<{ number: string }>`
    select number from supervision_task_numbers(${year}) number`.execute(tx)
  const prefix = parent === null ? '' : `${parent}.`
  const numbers = rows.flatMap(({ number }) => {
    if (!number.startsWith(prefix)) return []
    const last = number.slice(prefix.length)
    return /^\d{1,9}$/.test(last) ? [Number(last)] : []
  })
  const most = Math.max(0, ...numbers)
  return (offset) => `${prefix}${most + 1 + offset}`
}

/** @throws Problem invalid_input naming every place that is wrong */
export function demandTask(house: House, task: NewTask, where: string): void {
  const programme = house.programme()
  demandOrganisations(programme, { [`${where}.lead`]: task.lead, [`${where}.assist`]: task.assist })
  demandPlace(programme, task.base)
  demandPlace(programme, task.measure?.place)
  const issues = []
  const { measure, schedule } = task
  if (measure !== undefined && findDoc(programme, 'indicators', measure.indicator) === undefined)
    issues.push({
      text: 'supervision.unknown_indicator',
      where: `${where}.measure.indicator`,
      found: measure.indicator,
    })
  if (measure?.period !== undefined && !isPeriod(measure.period))
    issues.push({ text: 'value.not_a_period', where: `${where}.measure.period`, found: measure.period })
  if (task.assist.some((id) => task.lead.includes(id)))
    issues.push({ text: 'supervision.lead_and_assist', where: `${where}.assist` })
  const quarters = schedule.map(({ quarter }) => quarter)
  if (new Set(quarters).size < quarters.length)
    issues.push({ text: 'supervision.quarter_twice', where: `${where}.schedule` })
  const shares = [...schedule].sort((a, b) => (a.quarter < b.quarter ? -1 : 1)).flatMap(({ share }) => share ?? [])
  if (shares.some((share, at) => at > 0 && Number(share) < Number(shares[at - 1])))
    issues.push({ text: 'supervision.schedule_falls', where: `${where}.schedule`, expected: '0 … 1' })
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
}

export type ByHand = {
  readonly task: NewTask
  readonly year: number
  readonly number: string
  readonly parent: TaskRow | null
}

/** A task that a person wrote, as it is stored. */
export function taskOfPerson(house: House, { task, year, number, parent }: ByHand, actor: Actor): TaskToStore {
  const base = task.base ?? parent?.base ?? null
  return {
    year,
    number,
    kind: parent === null ? task.kind : 'part',
    urgent: task.urgent,
    title: written(task.title),
    requirement: task.requirement === undefined ? null : written(task.requirement),
    goal: task.goal === undefined ? null : written(task.goal),
    base,
    lead: task.lead,
    assist: task.assist,
    leader: task.leader === undefined ? (parent?.leader ?? null) : written(task.leader),
    person: task.person,
    directPerson: task.directPerson,
    due: parsePlainDate(task.due),
    weight: task.weight,
    measure: task.measure === undefined ? null : measureOfPerson(house.programme(), task.measure, { base, year }),
    schedule: task.schedule.map(({ quarter, words, share }) => ({
      until: quarter,
      words: words === undefined ? null : written(words),
      share: share ?? null,
    })),
    parent,
    actor,
  }
}

/** A task made by hand. @throws Problem forbidden, invalid_input, conflict */
export async function createTask(
  house: House,
  tx: Transaction,
  { year, actor, ...task }: NewTask & { readonly year: number; readonly actor: Actor },
): Promise<{ id: string }> {
  demandTask(house, task, 'body')
  const programme = house.programme()
  decide(actor, 'supervision.plan', {
    places: placesAround(programme, task.base ?? null),
    organisations: task.lead,
  })
  const number = task.number ?? (await nextNumber(tx, year, null))(0)
  await refuseTaken(tx, year, [number])
  return { id: await storeTask(house, tx, taskOfPerson(house, { task, year, number, parent: null }, actor)) }
}

/** Breaks a task down; the parts are done before it. @throws Problem not_found, stale, wrong_state, forbidden, invalid_input */
export async function breakDown(
  house: House,
  tx: Transaction,
  asked: {
    readonly id: string
    readonly expectedVersion: number
    readonly parts: readonly NewTask[]
    readonly actor: Actor
  },
): Promise<{ ids: string[] }> {
  const parent = await getRow(tx, 'supervision_task', asked.id)
  decide(asked.actor, 'supervision.plan', parent)
  refuseStale(parent, asked.expectedVersion)
  if (parent.is_final)
    throw new Problem('wrong_state', { details: { state: parent.state, reason: 'supervision.task_is_over' } })
  const next = await nextNumber(tx, parent.year, parent.number)
  for (const [at, part] of asked.parts.entries()) {
    demandTask(house, part, `body.parts.${at}`)
    if (parent.due !== null && part.due > parent.due)
      throw new Problem('invalid_input', {
        issues: [
          {
            text: 'supervision.due_after_parent',
            where: `body.parts.${at}.due`,
            found: part.due,
            expected: parent.due,
          },
        ],
      })
  }
  const numbers = asked.parts.map(({ number }, at) => number ?? next(at))
  await refuseTaken(tx, parent.year, numbers)
  const ids: string[] = []
  for (const [at, task] of asked.parts.entries()) {
    const number = numbers[at] ?? next(at)
    ids.push(await storeTask(house, tx, taskOfPerson(house, { task, year: parent.year, number, parent }, asked.actor)))
  }
  return { ids }
}

/** @throws Problem conflict where a number is taken in the year, or given twice */
export async function refuseTaken(tx: Transaction, year: number, numbers: readonly string[]): Promise<void> {
  const { rows } = await sql<{ number: string }>`
    select number from supervision_task_numbers(${year}) number`.execute(tx)
  const taken = new Set(rows.map(({ number }) => number))
  for (const number of numbers) {
    if (taken.has(number)) {
      throw new Problem('conflict', {
        issues: [
          { text: 'supervision.number_taken', where: 'body.number', found: number, details: { year: String(year) } },
        ],
      })
    }
    taken.add(number)
  }
}

/** @throws Problem stale with both versions */
export function refuseStale(
  row: { readonly id: string; readonly revision: number; readonly state: string },
  yours: number,
): void {
  if (row.revision === yours) return
  throw new Problem('stale', { details: { kind: 'case', id: row.id, yours, current: row.revision, state: row.state } })
}
