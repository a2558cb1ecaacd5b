import { placesAround } from '#capabilities/places/server/service.ts'
import { sql } from 'kysely'
import { type Actor } from '#base/decision.ts'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { type PlainDate, parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { listDocs } from '#pack/lookup.ts'
import type { Programme, ProgrammeDoc } from '#pack/programme.ts'
import { measureOfPack } from './measures.ts'
import { clauseOf, isIllustrative, namedOrganisations, textOf, unitsOf } from '#pack/naming.ts'
import { storeTask } from './new-task.ts'
import { enterReached } from './reached.ts'
import { getRow, tables, type TaskRow } from './store.ts'
import { numberKey } from './tasks.ts'

type StatedTask = ProgrammeDoc<'tasks'>

/** Which tasks of the pack have become tasks already. */
async function adoptedTasks(tx: Transaction): Promise<Map<string, string>> {
  const rows = await tables(tx)
    .selectFrom('supervision_task')
    .select(['stated', 'id'])
    .where('stated', 'is not', null)
    .execute()
  return new Map(rows.map(({ stated, id }) => [stated ?? '', id]))
}

function dueOf({ due }: StatedTask): PlainDate | null {
  return 'by' in due ? parsePlainDate(due.by) : null
}

/** What the programme states, by year. */
export async function listAdoptable(house: House, tx: Transaction, { year }: { readonly year?: number | undefined }) {
  const programme = house.programme()
  const stated = listDocs(programme, 'tasks')
  const adopted = await adoptedTasks(tx)
  const years = [...new Set(stated.map((one) => one.year))].sort((a, b) => b - a)
  return {
    years: years.map((each) => {
      const of = stated.filter((one) => one.year === each)
      return { year: each, stated: of.length, adopted: of.filter(({ id }) => adopted.has(id)).length }
    }),
    items: inOrder(stated.filter((one) => year === undefined || one.year === year)).map((one) => ({
      id: one.id,
      year: one.year,
      title: textOf(one.name),
      lead: namedOrganisations(programme, unitsOf(one.lead)),
      due: dueOf(one),
      parent: one.parent ?? null,
      clause: clauseOf(programme, one.source),
      isIllustrative: isIllustrative(programme, one.source),
      task: adopted.get(one.id) ?? null,
    })),
  }
}

/** Parents before their parts, by number. */
function inOrder(tasks: readonly StatedTask[]): StatedTask[] {
  return tasks.toSorted((a, b) => (numberKey(a.number) < numberKey(b.number) ? -1 : 1))
}

export type Adopting = {
  readonly year: number
  readonly tasks?: readonly string[] | undefined
  readonly due?: string | undefined
  readonly actor: Actor
}

/**
 * The tasks that the programme states for a year become cases, with parties, schedule and deadline as stated; those that are there
 * already stay as they are. What sources say was reached by today is entered too. @throws Problem forbidden, invalid_input
 */
export async function adoptTasks(house: House, tx: Transaction, { year, tasks, due, actor }: Adopting) {
  decide(actor, 'supervision.plan', { places: placesAround(house.programme(), null) })
  const stated = listDocs(house.programme(), 'tasks').filter((one) => one.year === year)
  const adopted = await adoptedTasks(tx)
  const unknown = (tasks ?? []).filter((id) => !stated.some((one) => one.id === id))
  if (stated.length === 0 || unknown.length > 0) {
    throw new Problem('invalid_input', {
      issues: (unknown.length > 0 ? unknown : [String(year)]).map((found) => ({
        text: 'supervision.not_stated_for_year',
        where: unknown.length > 0 ? 'body.tasks' : 'body.year',
        found,
        expected: (stated.length > 0 ? stated.map(({ id }) => id) : statedYears(house)).join(', '),
      })),
    })
  }
  const wanted = inOrder(stated.filter(({ id }) => (tasks === undefined || tasks.includes(id)) && !adopted.has(id)))
  const numberOf = await freeNumbers(tx, year)
  const ids: string[] = []
  for (const one of wanted) {
    const parent = one.parent === undefined ? undefined : adopted.get(one.parent)
    if (one.parent !== undefined && parent === undefined) {
      throw new Problem('invalid_input', {
        issues: [{ text: 'supervision.parent_not_adopted', where: 'body.tasks', found: one.id, expected: one.parent }],
      })
    }
    const row = parent === undefined ? null : await getRow(tx, 'supervision_task', parent)
    const task = { ...ofPack(house.programme(), one, { due, parent: row }), number: numberOf(one), actor }
    const id = await storeTask(house, tx, task)
    adopted.set(one.id, id)
    ids.push(id)
  }
  for (const one of wanted.toReversed()) {
    const id = adopted.get(one.id)
    if (id !== undefined) await enterReached(house, tx, { id, stated: one })
  }
  return { adopted: ids.length, ids }
}

/** The number that the source gives; where a task of another layer or made by hand has it, with the layer before it. */
async function freeNumbers(tx: Transaction, year: number): Promise<(one: StatedTask) => string> {
  const { rows } = await sql<{ number: string }>`select number from supervision_task_numbers(${year}) number`.execute(
    tx,
  )
  const taken = new Set(rows.map(({ number }) => number))
  return ({ number, origin, id }) => {
    const free = [number, `${origin.layer}:${number}`, id].find((each) => !taken.has(each)) ?? id
    taken.add(free)
    return free
  }
}

function ofPack(
  programme: Programme,
  one: StatedTask,
  { due, parent }: { readonly due: string | undefined; readonly parent: TaskRow | null },
) {
  const { schedule, leader, measure } = one
  return {
    year: one.year,
    number: one.number,
    kind: one.kind,
    urgent: one.urgent === true,
    title: textOf(one.name),
    requirement: one.general === undefined ? null : textOf(one.general),
    goal: textOf(one.goal),
    base: one.place ?? null,
    lead: unitsOf(one.lead),
    assist: unitsOf(one.assist),
    leader: leader !== undefined && 'post' in leader ? textOf(leader.post) : null,
    due: dueOf(one) ?? (due === undefined ? null : parsePlainDate(due)),
    weight: one.weight ?? '1',
    measure: measure === undefined ? null : measureOfPack(programme, measure, one.year),
    schedule: Array.isArray(schedule)
      ? schedule
          .filter((entry) => entry.not_stated !== true)
          .map(({ period, words, share }) => ({
            until: period,
            words: words === undefined ? null : textOf(words),
            share: share === undefined ? null : toDecimalText(parseDecimal(share).dividedBy(100)),
          }))
      : [],
    parent,
    stated: one.id,
    source: one.source,
    isIllustrative: isIllustrative(programme, one.source),
    toShow: (one.evidence ?? []).map(({ name }) => textOf(name)),
    ...(one.work === undefined ? {} : { work: one.work }),
  }
}

/** The years of which the programme states tasks. */
function statedYears(house: House): string[] {
  return [...new Set(listDocs(house.programme(), 'tasks').map(({ year }) => String(year)))].sort()
}
