import { addDays, addMonths, type PlainDate } from '#base/plain-date.ts'
import { type Period, startOf } from '#base/period.ts'
import type { MadeEnterprise } from './enterprises.ts'
import type { PopulationPlan } from './plan.ts'
import { randomFrom } from '#base/random.ts'

/** A made-up stay on a rung of a growth ladder. */
export type MadeStay = {
  readonly rung: string
  readonly from: PlainDate
  readonly to: PlainDate | null
  readonly reason: string
  readonly endReason: null
}

/** What stands for a ground where there is none. */
const ground = '合成数据 / synthetic'

/** Of those that reported from the first month on, so many stood on their rung before it. */
const stoodBefore = 0.7

/**
 * Where a made-up enterprise stands on growth ladders, the same each time: within the bounds of a rung a share of the enterprises, each
 * from some day of its time in the list, until its years are over or it leaves the list.
 */
export function staysOf(
  plan: PopulationPlan,
  { index, from, until }: Pick<MadeEnterprise, 'index' | 'from' | 'until'>,
  { yearly, first, months }: { yearly: number; first: Period; months: number },
): MadeStay[] {
  const random = randomFrom(plan.seed, 'rungs', index)
  return Object.entries(plan.rungs).flatMap(([rung, { share, at_least: atLeast, below, years }]) => {
    const [chance, early, when, day] = [random.next(), random.next(), random.next(), random.next()]
    if (yearly < atLeast || (below !== undefined && yearly >= below) || chance >= share) return []
    const before = from === 0 && early < stoodBefore
    const enters = before ? Math.floor(when * 12) - 12 : from + Math.floor(when * Math.max(1, until - from))
    const begins = addDays(addMonths(startOf(first), enters), Math.floor(day * 28))
    const leaves = Math.min(until, years === undefined ? until : enters + years * 12)
    const ends = leaves >= months ? null : addMonths(startOf(first), leaves)
    if (ends !== null && ends <= begins) return []
    return [{ rung, from: begins, to: ends, reason: ground, endReason: null }]
  })
}
