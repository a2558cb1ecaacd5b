import type { Scheme, SchemeGrade } from '#pack/schema/scheme.ts'
import { type Table, type Truths, truthsOf } from './columns.ts'
import { compareWith, markOf, type Numbers } from './numbers.ts'
import type { Ranking } from './ranking.ts'
import { divided, type Ratio, ratioOf, times, wholeOf } from './ratios.ts'

/** What was decided of every unit: places in `grades` of the scheme, -1 for none. */
export type Grades = {
  readonly quota: Int8Array
  readonly final: Int8Array
  readonly rank: Uint32Array
}

/** Conditions that change grades, by unit. */
export type Overrides = {
  readonly direct: readonly Truths[]
  readonly vetoes: readonly Truths[]
  readonly protections: readonly Truths[]
  /** By unit the worst ceiling of a veto that holds, as place among the grades within the quota; -1 for none. */
  readonly ceiling: Int8Array
  /** By unit the place of the first direct grade that holds, or -1. */
  readonly given: Int8Array
}

export function overridesOf(table: Table): Overrides {
  const { scheme, size } = table
  const inside = insideOf(scheme)
  const truths = (list: readonly { readonly where: string }[] | undefined) =>
    (list ?? []).map(({ where }) => truthsOf(table, where))
  const [direct, vetoes] = [truths(scheme.direct), truths(scheme.vetoes)]
  const ceilings = (scheme.vetoes ?? []).map(({ ceiling }) => inside.findIndex(({ id }) => id === ceiling))
  const ceiling = new Int8Array(size).fill(-1)
  ceilings.forEach((at, veto) => {
    for (let i = 0; i < size; i++) if (vetoes[veto]?.[i] === 1) ceiling[i] = Math.max(ceiling[i] as number, at)
  })
  const given = new Int8Array(size).fill(-1)
  direct.forEach((holds, at) => {
    for (let i = 0; i < size; i++) if (holds[i] === 1 && (given[i] as number) < 0) given[i] = at
  })
  return { direct, vetoes, protections: truths(scheme.protections), ceiling, given }
}

/** The grades that ranking, vetoes and protections move between, from the best to the worst. */
export function insideOf({ grades }: Pick<Scheme, 'grades'>): readonly SchemeGrade[] {
  return grades.filter(({ outside }) => !outside)
}

const modes = { floor: 'floor', round: 'half_up', ceil: 'ceil' } as const
const hundred: Ratio = { over: 100n, under: 1n }

/** How many places each grade has among so many, the best first; undefined: without limit. Top grades are filled first, then those from the bottom. */
export function placesOf(scheme: Pick<Scheme, 'grades' | 'quota'>, count: number): (number | undefined)[] {
  const inside = insideOf(scheme)
  const places: (number | undefined)[] = inside.map(() => undefined)
  const rest = inside.findIndex((grade) => grade.rest)
  if (rest < 0) return places
  let left = count
  const fill = (indexes: readonly number[]) => {
    let share: Ratio = { over: 0n, under: 1n }
    let taken = 0
    for (const at of indexes) {
      const { share: own = '0', whole = 'round', places: fixed } = inside[at] as SchemeGrade
      if (fixed !== undefined) {
        places[at] = Math.min(left, fixed)
        left -= places[at]
        continue
      }
      const isEach = scheme.quota?.borders !== 'cumulative'
      share = isEach ? ratioOf(own) : addShares(share, ratioOf(own))
      const border = Number(
        wholeOf(times(divided(share, hundred), { over: BigInt(count), under: 1n }), 0, modes[whole]),
      )
      const places_ = Math.min(left, Math.max(0, isEach ? border : border - taken))
      taken += places_
      left -= places_
      places[at] = places_
    }
  }
  const indexes = inside.map((_, at) => at)
  fill(indexes.filter((at) => at < rest))
  fill(indexes.filter((at) => at > rest).reverse())
  return places
}

function addShares(a: Ratio, b: Ratio): Ratio {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under }
}

/** How many of a group count, and how many places each grade within the quota has among them. */
export type GroupPlaces = { readonly counted: number; readonly places: readonly (number | undefined)[] }

/** Which grade stands at a place of the ranking: `place` among those who take places, `row` among those who count. */
export function gradeAt(places: readonly (number | undefined)[], rows: number): (place: number, row: number) => number {
  const rest = places.indexOf(undefined)
  return (place, row) => {
    let fromBottom = rows - row
    for (let at = places.length - 1; at > rest; at--) {
      fromBottom -= places[at] ?? 0
      if (fromBottom <= 0) return at
    }
    let fromTop = place
    for (let at = 0; at < rest; at++) {
      fromTop -= places[at] ?? 0
      if (fromTop < 0) return at
    }
    return rest
  }
}

/**
 * Grades of one group: places by rank, then the least totals. Blocks that share a rank share the grade of their first or last
 * place, as the tie rule says. With back-filling, who may not have a grade leaves its place to the next; who does not count takes none.
 */
export function gradeGroup(
  scheme: Scheme,
  { order, blocks }: Ranking,
  { ceiling }: Overrides,
  parts: { readonly total: Numbers; readonly counted: number; readonly quota: Int8Array; readonly rank: Uint32Array },
): GroupPlaces {
  const { quota: rule } = scheme
  const isBetter = scheme.ranking.still_tied !== 'worse'
  const isEverybodyCounted = rule?.counted !== 'not_vetoed'
  const isCounted = (unit: number) => (isEverybodyCounted || (ceiling[unit] as number) < 0 ? 1 : 0)
  const takes = (unit: number, grade: number) =>
    rule?.back_fill && (ceiling[unit] as number) > grade ? 0 : isCounted(unit)
  let rows = 0
  for (const unit of order) rows += isCounted(unit)
  const places = placesOf(scheme, rows + parts.counted)
  const at = gradeAt(places, rows)
  let place = 0
  let row = 0
  for (let block = 0; block < blocks.length; block++) {
    const start = blocks[block] as number
    const end = blocks[block + 1] ?? order.length
    const first = at(place, row)
    let taking = 0
    let counting = 0
    for (let i = start; i < end; i++) {
      taking += takes(order[i] as number, first)
      counting += isCounted(order[i] as number)
    }
    for (let i = start; i < end; i++) {
      const unit = order[i] as number
      parts.quota[unit] = isBetter ? first : at(place + taking - takes(unit, first), row + counting - isCounted(unit))
      parts.rank[unit] = start + 1
    }
    place += taking
    row += counting
  }
  return { counted: rows + parts.counted, places }
}

/** The grade after the least totals, vetoes and protections; each is where it differs from the one before. */
export type Steps = {
  readonly least: number
  readonly vetoed: number
  readonly final: number
  readonly blocked: boolean
}

export function stepsOf(scheme: Scheme, overrides: Overrides, total: Numbers): (unit: number, quota: number) => Steps {
  const inside = insideOf(scheme)
  const leasts = inside.map(({ at_least: least }) => (least === undefined ? undefined : markOf(ratioOf(least))))
  const floors = (scheme.protections ?? []).map(({ floor, blocked_by_veto: isBlocked }, at) => ({
    at: inside.findIndex(({ id }) => id === floor),
    isBlocked,
    holds: overrides.protections[at] as Truths,
  }))
  return (unit, quota) => {
    let least = quota
    for (; least < inside.length - 1; least++) {
      const mark = leasts[least]
      if (mark === undefined || total.blank[unit] || compareWith(total, unit, mark) >= 0) break
    }
    const ceiling = overrides.ceiling[unit] as number
    const vetoed = Math.max(least, ceiling)
    let final = vetoed
    let blocked = false
    for (const { at, isBlocked, holds } of floors) {
      if (holds[unit] !== 1 || vetoed <= at) continue
      if (isBlocked && ceiling >= 0) blocked = true
      else final = Math.min(final, at)
    }
    return { least, vetoed, final, blocked }
  }
}
