import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { Progress } from '../contract/tasks.ts'
import type { LightShown } from '../contract/words.ts'
import {
  type LightFrame,
  type LightRule,
  lightOf,
  type Scheduled,
  scheduledBy,
  usualLightRule,
} from '../rules/lights.ts'
import { progressOf, type TaskNode } from '../rules/progress.ts'
import { sharesOf } from './measures.ts'
import { type KeptMeasure, partsBeneath, schedulesOf, type TaskRow } from './store.ts'

/** A task with its light. */
export type Lit = {
  readonly row: TaskRow
  readonly light: LightShown
  readonly progress: Progress
  readonly schedule: readonly (Scheduled & { readonly words: { zh: string; en: string } | null })[]
  readonly scheduled: { readonly until: string; readonly share: string } | null
}

export function lightRuleOf(house: Pick<House, 'programme'>): LightRule {
  return house.programme().supervision?.lights ?? usualLightRule
}

export function lightFrame(house: Pick<House, 'programme' | 'clock'>): LightFrame {
  return { today: todayOf(house), calendar: house.programme().calendar, rule: lightRuleOf(house) }
}

/** The lights of tasks: parts by weight, measured goals computed, the rest as reported. The same for every reader. */
export async function lightTasks(house: House, tx: Transaction, rows: readonly TaskRow[]): Promise<Lit[]> {
  const ids = rows.map(({ id }) => id)
  // A part beneath two of the tasks asked for is found twice.
  const beneath = new Map((await partsBeneath(tx, ids)).map((part) => [part.id, part])).values()
  const schedules = await schedulesOf(tx, ids)
  const shareOf = sharesOf(house)
  const partsOf = new Map<string, Node[]>()
  for (const one of beneath) partsOf.set(one.parent, [...(partsOf.get(one.parent) ?? []), one])
  const frame = lightFrame(house)
  const nodeOf = async (one: Node): Promise<TaskNode> => {
    const parts = await Promise.all((partsOf.get(one.id) ?? []).map(nodeOf))
    const isMeasured = one.measure !== null && !one.is_final && parts.every(({ isOut }) => isOut)
    const share = isMeasured && one.measure !== null ? await shareOf(one.measure) : one.share
    return {
      weight: one.weight,
      isDone: one.is_done,
      isOut: one.is_final && !one.is_done,
      own: { share, by: isMeasured ? 'indicator' : share === null ? 'nothing' : 'report' },
      parts,
    }
  }
  return Promise.all(
    rows.map(async (row): Promise<Lit> => {
      const progress = progressOf(await nodeOf(row))
      const schedule = schedules.get(row.id) ?? []
      return {
        row,
        progress,
        schedule,
        scheduled: scheduledBy(schedule, frame.today) ?? null,
        light: lightOf({ ...ofRow(row), schedule, progress }, frame),
      }
    }),
  )
}

type Node = {
  readonly id: string
  readonly weight: string
  readonly share: string | null
  readonly is_done: boolean
  readonly is_final: boolean
  readonly measure: KeptMeasure | null
}

function ofRow(row: TaskRow) {
  return {
    year: row.year,
    isDone: row.is_done,
    isOut: row.is_final && !row.is_done,
    doneOn: row.done_on,
    originalDue: row.original_due,
    due: row.due,
  }
}
