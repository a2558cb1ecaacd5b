import { type Blank, blank } from '#base/blank.ts'
import { type JanuaryFebruary, type Period, periodKind, type PeriodKind } from '#base/period.ts'
import { type MirrorCell, type MirrorTable, mirrorTables } from '#capabilities/observations/server/service.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { Need } from '../rules/asked.ts'
import { januaryFebruaryFor } from '../rules/catalogue.ts'
import type { Leaf } from '../rules/expression.ts'
import { type OverTime, periodsWithin, type Range, rangeOf, shifted } from '../rules/passes.ts'
import { whereSql } from './where-sql.ts'

/** A leaf and everything it is asked for, by `needKey`; leaves that are asked for the same share the same map. */
export type LeafRequest = { readonly key: string; readonly leaf: Leaf; readonly needs: ReadonlyMap<string, Need> }

/** Where the mirror keeps the values of a leaf. */
export type Stored = {
  readonly table: MirrorTable
  readonly cell: MirrorCell
  readonly kind: PeriodKind
  readonly overTime: OverTime
  readonly januaryFebruary: JanuaryFebruary
}

/** The stretches that leaves of one table and one choice of subjects look at; who is expected in them is the same for all. */
export type Stretches = {
  readonly table: string
  readonly kind: PeriodKind
  readonly januaryFebruary: JanuaryFebruary
  /** The condition that chooses the subjects, null when it is all of them. */
  readonly selection: string | null
  readonly all: Range[]
  readonly byNeed: Map<string, number>
  /** Where the numbers of those expected begin in the answers of a group. */
  readonly first: number
}

export type PlacedLeaf = LeafRequest & {
  readonly stored: Stored
  readonly stretches: Stretches
  /** Where its sums begin in the answers of a group. */
  readonly first: number
}

/** A leaf in one stretch: where its sum stands in the answers of every group. */
export type Slot = {
  readonly placed: PlacedLeaf
  readonly range: Range
  /** The part of it that has come, and how many reports that is. */
  readonly due: Range
  readonly reports: number
  readonly at: number
  readonly expectedAt: number
}

const length: Record<PeriodKind, number> = { month: 1, quarter: 3, half_year: 6, year: 12 }

export function needKey({ period, span }: Need): string {
  return `${period}|${span}`
}

/** The table that keeps each leaf in the longest periods that still fit into what is asked. */
export function storedIn(programme: Programme, requests: readonly LeafRequest[]): Map<LeafRequest, Stored> {
  const lengths = new Map<Period, number>()
  const lengthOf = (period: Period): number => {
    const known = lengths.get(period) ?? length[periodKind(period)]
    lengths.set(period, known)
    return known
  }
  return new Map(
    requests.map((request) => {
      let narrowest = length.year
      for (const { period } of request.needs.values()) narrowest = Math.min(narrowest, lengthOf(period))
      return [request, storedOf(programme, request.leaf, narrowest)]
    }),
  )
}

function storedOf(programme: Programme, leaf: Leaf, narrowest: number): Stored {
  const indicator = getDoc(programme, 'indicators', leaf.indicator)
  const januaryFebruary = januaryFebruaryFor(programme, leaf.indicator)
  const fitting = mirrorTables(programme)
    .flatMap((table) => {
      const cell = table.cells.find((each) => each.indicator === leaf.indicator && each.span === 'this')
      return cell ? [{ table, cell, kind: table.periodKind, overTime: indicator.over_time, januaryFebruary }] : []
    })
    .sort((a, b) => length[b.kind] - length[a.kind])
  const found = fitting.find((each) => length[each.kind] <= narrowest) ?? fitting.at(-1)
  if (!found) throw new Error(`the mirror has no column for the indicator ${leaf.indicator}`)
  return found
}

/** The last stored period of each table that has any value. */
export type Latest = ReadonlyMap<string, number>

/** Where everything that is asked for lies in the mirror, and where it will stand in the answers. */
export class LeafPlaces {
  readonly placed: readonly PlacedLeaf[]
  /** How many sums a group has at most. */
  readonly sums: number
  readonly #byKey: ReadonlyMap<string, PlacedLeaf>

  /** @param latest only looked at for what stands at the end of a period */
  constructor(programme: Programme, stored: ReadonlyMap<LeafRequest, Stored>, latest: Latest) {
    const byLooks = new Map<LeafRequest['needs'], Map<string, Stretches>>()
    let [sums, expected] = [0, 0]
    this.placed = [...stored].map(([request, kept]) => {
      const table = kept.table.name
      const selection = whereSql(programme, request.leaf, { table, of: 'units' }).sql
      const looks = [table, kept.overTime === 'last', kept.januaryFebruary, request.leaf.shifts.join('.'), selection]
      const same = looks.join('|')
      const known = byLooks.get(request.needs) ?? new Map<string, Stretches>()
      byLooks.set(request.needs, known)
      const placing = { selection, latest: latest.get(table) ?? 0, first: expected }
      const stretches = known.get(same) ?? stretchesOf(request, kept, placing)
      if (!known.has(same)) expected += stretches.all.length
      known.set(same, stretches)
      sums += stretches.all.length
      return { ...request, stored: kept, stretches, first: sums - stretches.all.length }
    })
    this.sums = sums
    this.#byKey = new Map(this.placed.map((each) => [each.key, each]))
  }

  /** Where a need of a leaf stands; blank when it cannot be had of what is stored, or nothing of it has come yet. */
  slot(key: string, need: Need, latest: Latest): Slot | Blank {
    const placed = this.#byKey.get(key)
    const i = placed?.stretches.byNeed.get(needKey(need))
    const range = i === undefined ? undefined : placed?.stretches.all[i]
    if (placed === undefined || i === undefined || range === undefined) return blank('not_applicable')
    const due = { from: range.from, to: Math.min(range.to, latest.get(placed.stretches.table) ?? 0) }
    const reports = periodsWithin(due, placed.stretches)
    if (reports === 0) return blank('not_yet_due')
    return { placed, range, due, reports, at: placed.first + i, expectedAt: placed.stretches.first + i }
  }
}

type Placing = { readonly selection: string | null; readonly latest: number; readonly first: number }

function stretchesOf({ leaf, needs }: LeafRequest, stored: Stored, { selection, latest, first }: Placing): Stretches {
  const all: Range[] = []
  const byNeed = new Map<string, number>()
  const known = new Map<string, number>()
  for (const [key, need] of needs) {
    const range = rangeOf(shifted(need, leaf.shifts, stored.januaryFebruary), { ...stored, latest })
    if (range === null) continue
    const at = `${range.from}:${range.to}`
    const i = known.get(at) ?? all.push(range) - 1
    known.set(at, i)
    byNeed.set(key, i)
  }
  const { table, kind, januaryFebruary } = stored
  return { table: table.name, kind, januaryFebruary, selection, all, byNeed, first }
}

/** Leaves that look at the same stretches of one table are asked for together. */
export function batchesOf(placed: readonly PlacedLeaf[]): PlacedLeaf[][] {
  const by = new Map<string, PlacedLeaf[]>()
  const names = new Map<Stretches, string>()
  for (const each of placed.filter(({ stretches }) => stretches.all.length > 0)) {
    const { stretches } = each
    const ranges = stretches.all.map(({ from, to }) => `${from}:${to}`).sort()
    const name = names.get(stretches) ?? [stretches.table, ...ranges].join('|')
    names.set(stretches, name)
    const batch = by.get(name)
    if (batch) batch.push(each)
    else by.set(name, [each])
  }
  return [...by.values()]
}
