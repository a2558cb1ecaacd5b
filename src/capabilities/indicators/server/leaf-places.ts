import { type Blank, blank } from '#base/blank.ts'
import { type JanuaryFebruary, periodKind, type PeriodKind } from '#base/period.ts'
import { type MirrorCell, type MirrorTable, mirrorTables } from '#capabilities/observations/server/service.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { Need } from '../rules/asked.ts'
import { januaryFebruaryFor } from '../rules/catalogue.ts'
import type { Leaf } from '../rules/expression.ts'
import { type OverTime, periodsWithin, type Range, rangeOf, shifted } from '../rules/passes.ts'
import { whereSql } from './where-sql.ts'

/** A leaf and everything it is asked for, by `needKey`. */
export type LeafRequest = { readonly key: string; readonly leaf: Leaf; readonly needs: ReadonlyMap<string, Need> }

/** Where the mirror keeps the values of a leaf. */
export type Stored = {
  readonly table: MirrorTable
  readonly cell: MirrorCell
  readonly kind: PeriodKind
  readonly overTime: OverTime
  readonly januaryFebruary: JanuaryFebruary
}

/** Stored periods that make up a figure, those of them that have come, and how many reports these are. */
export type Stretch = { readonly range: Range; readonly due: Range; readonly reports: number }

/** The stretches that leaves of one table and one choice of subjects look at; who is expected in them is the same for all. */
export type Stretches = {
  readonly table: string
  readonly kind: PeriodKind
  readonly januaryFebruary: JanuaryFebruary
  /** The condition that chooses the subjects, null when it is all of them. */
  readonly selection: string | null
  readonly all: Stretch[]
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
  readonly stretch: Stretch
  readonly at: number
  readonly expectedAt: number
}

const length: Record<PeriodKind, number> = { month: 1, quarter: 3, half_year: 6, year: 12 }

export function needKey({ period, span }: Need): string {
  return `${period}|${span}`
}

/** The table that keeps each leaf in the longest periods that still fit into what is asked. */
export function storedIn(programme: Programme, requests: readonly LeafRequest[]): Map<LeafRequest, Stored> {
  const tables = mirrorTables(programme)
  return new Map(requests.map((request) => [request, storedOf(programme, tables, request)]))
}

function storedOf(programme: Programme, tables: readonly MirrorTable[], { leaf, needs }: LeafRequest): Stored {
  const indicator = getDoc(programme, 'indicators', leaf.indicator)
  const januaryFebruary = januaryFebruaryFor(programme, leaf.indicator)
  const narrowest = Math.min(...new Set([...needs.values()].map((need) => length[periodKind(need.period)])))
  const fitting = tables
    .flatMap((table) => {
      const cell = table.cells.find((each) => each.indicator === leaf.indicator && each.span === 'this')
      return cell ? [{ table, cell, kind: table.periodKind, overTime: indicator.over_time, januaryFebruary }] : []
    })
    .sort((a, b) => length[b.kind] - length[a.kind])
  const found = fitting.find((each) => length[each.kind] <= narrowest) ?? fitting.at(-1)
  if (!found) throw new Error(`the mirror has no column for the indicator ${leaf.indicator}`)
  return found
}

/** Where everything that is asked for lies in the mirror, and where it will stand in the answers. */
export class LeafPlaces {
  readonly placed: readonly PlacedLeaf[]
  readonly #byKey: ReadonlyMap<string, PlacedLeaf>

  constructor(programme: Programme, stored: ReadonlyMap<LeafRequest, Stored>, latest: ReadonlyMap<string, number>) {
    const known = new Map<string, Stretches>()
    let [sums, expected] = [0, 0]
    this.placed = [...stored].map(([request, kept]) => {
      const selection = whereSql(programme, request.leaf, { table: kept.table.name, of: 'units' }).sql
      const same = [
        kept.table.name,
        kept.overTime === 'last',
        kept.januaryFebruary,
        request.leaf.shifts.join('.'),
        selection,
        [...request.needs.keys()].join(),
      ].join('|')
      const stretches =
        known.get(same) ??
        stretchesOf(request, kept, { selection, latest: latest.get(kept.table.name) ?? 0, first: expected })
      if (!known.has(same)) expected += stretches.all.length
      known.set(same, stretches)
      sums += stretches.all.length
      return { ...request, stored: kept, stretches, first: sums - stretches.all.length }
    })
    this.#byKey = new Map(this.placed.map((each) => [each.key, each]))
  }

  /** Where a need of a leaf stands; blank when it cannot be had of what is stored, or nothing of it has come yet. */
  slot(key: string, need: Need): Slot | Blank {
    const placed = this.#byKey.get(key)
    const i = placed?.stretches.byNeed.get(needKey(need))
    const stretch = i === undefined ? undefined : placed?.stretches.all[i]
    if (placed === undefined || i === undefined || stretch === undefined) return blank('not_applicable')
    if (stretch.reports === 0) return blank('not_yet_due')
    return { placed, stretch, at: placed.first + i, expectedAt: placed.stretches.first + i }
  }
}

type Placing = { readonly selection: string | null; readonly latest: number; readonly first: number }

function stretchesOf({ leaf, needs }: LeafRequest, stored: Stored, { selection, latest, first }: Placing): Stretches {
  const all: Stretch[] = []
  const byNeed = new Map<string, number>()
  const known = new Map<string, number>()
  for (const [key, need] of needs) {
    const range = rangeOf(shifted(need, leaf.shifts, stored.januaryFebruary), { ...stored, latest })
    if (range === null) continue
    const at = `${range.from}:${range.to}`
    const i = known.get(at) ?? all.push(stretchOf(range, stored, latest)) - 1
    known.set(at, i)
    byNeed.set(key, i)
  }
  const { table, kind, januaryFebruary } = stored
  return { table: table.name, kind, januaryFebruary, selection, all, byNeed, first }
}

function stretchOf(range: Range, stored: Stored, latest: number): Stretch {
  const due = { from: range.from, to: Math.min(range.to, latest) }
  return { range, due, reports: periodsWithin(due, stored) }
}

/** Leaves that look at the same stretches of one table are asked for together. */
export function batchesOf(placed: readonly PlacedLeaf[]): PlacedLeaf[][] {
  const by = new Map<string, PlacedLeaf[]>()
  const names = new Map<Stretches, string>()
  for (const each of placed) {
    const { stretches } = each
    const name =
      names.get(stretches) ??
      [stretches.table, ...stretches.all.map(({ range }) => `${range.from}:${range.to}`).sort()].join('|')
    names.set(stretches, name)
    const batch = by.get(name)
    if (batch) batch.push(each)
    else by.set(name, [each])
  }
  return [...by.values()].filter((batch) => batch[0]?.stretches.all.some(({ reports }) => reports > 0) ?? false)
}
