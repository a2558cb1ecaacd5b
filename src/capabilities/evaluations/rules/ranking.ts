import type { Table } from './columns.ts'
import { compareUnits, knownIn, type Numbers } from './numbers.ts'
import type { Judged } from './scores.ts'

/** The units of a group from the best to the worst, in blocks that share a rank. */
export type Ranking = {
  readonly order: Uint32Array
  /** Where in `order` each block begins. */
  readonly blocks: readonly number[]
  /** Criteria whose better value decided between a unit and the one before it, by unit. */
  readonly decidedBy: ReadonlyMap<number, string>
}

/** Ranks units by total, then by the tie rule of the scheme. Who has no total is not ranked; a blank value loses every tie. */
export function rankingOf(table: Table, total: Numbers, judged: readonly Judged[], units: Uint32Array): Ranking {
  const { ties, still_tied: rest } = table.scheme.ranking
  const { ids } = table.units
  const keys = ties.flatMap((id) => judged.filter(({ criterion }) => criterion.id === id))
  const order = knownIn(total, units).slice()
  const tied = (a: number, b: number): { order: number; by?: string } => {
    for (const { criterion, value } of keys) {
      const sides = (value.blank[a] ? 1 : 0) - (value.blank[b] ? 1 : 0)
      const found = sides || (value.blank[a] ? 0 : compareUnits(value, a, b) * (criterion.better === 'higher' ? -1 : 1))
      if (found !== 0) return { order: found, by: criterion.id }
    }
    if (rest === 'by_id') return { order: (ids[a] as string) < (ids[b] as string) ? -1 : 1, by: 'id' }
    return { order: 0 }
  }
  const byId = (a: number, b: number) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1)
  sortBy(total, order, (a, b) => compareUnits(total, b, a) || tied(a, b).order || byId(a, b))
  const blocks: number[] = []
  const decidedBy = new Map<number, string>()
  for (let at = 0; at < order.length; at++) {
    const unit = order[at] as number
    const before = order[at - 1]
    if (before === undefined || compareUnits(total, before, unit) !== 0) {
      blocks.push(at)
      continue
    }
    const { by } = tied(before, unit)
    if (by === undefined) continue
    blocks.push(at)
    decidedBy.set(before, decidedBy.get(before) ?? by).set(unit, by)
  }
  return { order, blocks, decidedBy }
}

function swapUnlessSorted(order: Uint32Array, at: number, compare: (a: number, b: number) => number): void {
  const [a, b] = [order[at] as number, order[at + 1] as number]
  if (compare(a, b) <= 0) return
  order[at] = b
  order[at + 1] = a
}

/**
 * Sorts units in place. Floating point cuts the range of totals into very many equal steps and sorts by step; only units in the same
 * step or in neighbouring ones are compared, exactly where that is needed.
 */
function sortBy(total: Numbers, order: Uint32Array, compare: (a: number, b: number) => number): void {
  const { near, within } = total
  let [low, high, off] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const unit of order) {
    low = Math.min(low, near[unit] as number)
    high = Math.max(high, near[unit] as number)
    off = Math.max(off, within[unit] as number)
  }
  const room = 2 ** Math.ceil(Math.log2(order.length + 1))
  const step = (high - low) / (2 ** 50 / room)
  if (!(step > off * 4)) {
    order.sort(compare)
    return
  }
  const keys = new Float64Array(order.length)
  for (let at = 0; at < keys.length; at++)
    keys[at] = Math.floor((high - (near[order[at] as number] as number)) / step) * room + at
  const units = order.slice()
  keys.sort()
  let start = 0
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as number
    order[at] = units[key % room] as number
    const next = Math.floor((keys[at + 1] ?? Number.POSITIVE_INFINITY) / room)
    if (next <= Math.floor(key / room) + 1) continue
    if (at === start + 1) swapUnlessSorted(order, start, compare)
    else if (at > start) order.subarray(start, at + 1).sort(compare)
    start = at + 1
  }
}
