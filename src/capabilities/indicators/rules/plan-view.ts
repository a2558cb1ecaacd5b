import { Decimal, roundTo } from '#base/decimal.ts'
import type { TargetPoint, TargetRow } from '../contract.ts'

/** Whether what was reached keeps to the path; a ceiling is kept from below. Unknown without a gap. */
export function lightAt(direction: string, gap: string | null): TargetRow['light'] {
  if (gap === null) return 'unknown'
  const over = new Decimal(gap)
  const kept = direction === 'ceiling' ? over.lessThanOrEqualTo(0) : over.greaterThanOrEqualTo(0)
  return kept ? 'ahead' : 'behind'
}

/** How a target stands at one point: from its last milestone on it is met or missed, before that it keeps to the path or not. */
export type Standing = 'met' | 'missed' | 'ahead' | 'behind' | 'unknown'

export const standings = ['met', 'ahead', 'behind', 'missed', 'unknown'] as const satisfies readonly Standing[]

/** The year of a target that is over and the one that runs, as far as anything is known of them. */
export type YearsShown = { readonly full: TargetPoint | undefined; readonly running: TargetPoint | undefined }

/**
 * Which points a row shows: the asked year, or the last one that is over and has an actual; and the one that runs.
 * @param asked a year the reader chose
 */
export function yearsShown(points: readonly TargetPoint[], asked?: number): YearsShown {
  if (asked !== undefined) {
    const point = points.find((each) => each.period === String(asked))
    return point?.partial === true ? { full: undefined, running: point } : { full: point, running: undefined }
  }
  return {
    full: points.findLast((each) => each.actual !== null && !each.partial),
    running: points.findLast((each) => each.actual !== null && each.partial),
  }
}

/** How a target stands at a point of it; a year that still runs decides nothing. */
export function standingAt(row: TargetRow, point: TargetPoint | undefined): Standing {
  if (point === undefined || point.partial || point.role === 'baseline') return 'unknown'
  const light = lightAt(row.direction, point.gap)
  const last = row.points.findLast((each) => each.stated !== null)
  if (light === 'unknown' || last === undefined || point.period < last.period) return light
  return light === 'ahead' ? 'met' : 'missed'
}

/** Whether the house computes the actual values of a target, or only documents state them. */
export function isComputed(row: TargetRow): boolean {
  return row.points.some((point) => point.coverage !== null || point.actualBlank !== null)
}

const followedKinds: ReadonlySet<string> = new Set(['level', 'average_growth', 'cumulative_growth'])

/** Why a target has no actual value: only documents speak of it, or what it is computed from is not known, such as its base year. */
export function whyNoActual(row: TargetRow): 'statedOnly' | 'noData' {
  const computes = row.indicatorKind === 'formula' || row.indicatorKind === 'reported'
  return computes && followedKinds.has(row.kind) ? 'noData' : 'statedOnly'
}

/** Whether a growth as printed is not what the milestones of the same plan give, at the digits it is printed with. */
export function growthContradicts({ stated, computed }: { stated: string | null; computed: string | null }): boolean {
  if (stated === null || computed === null) return false
  const digits = stated.split('.')[1]?.length ?? 0
  return !roundTo(new Decimal(computed), digits).equals(stated)
}

/** Digits after the point that a target's values are shown with: fewer where thousands are promised. */
export function shownScale(row: TargetRow): number {
  const largest = Decimal.max(0, ...row.points.map((point) => new Decimal(point.stated ?? 0).abs()))
  return largest.greaterThanOrEqualTo(1000) ? Math.min(row.scale, 1) : row.scale
}

export type TargetGroup = { readonly source: string; readonly table: string | null; readonly rows: TargetRow[] }

/** The targets by the document and the table they stand in: tables first, then what the text states beside them. */
export function targetGroups(rows: readonly TargetRow[], sourceOf: (citation: string) => string): TargetGroup[] {
  const groups = new Map<string, TargetGroup>()
  for (const row of rows) {
    const source = sourceOf(row.source)
    const key = `${source}|${row.table ?? ''}`
    const group = groups.get(key) ?? { source, table: row.table, rows: [] }
    group.rows.push(row)
    groups.set(key, group)
  }
  return [...groups.values()]
    .map((group) => ({ ...group, rows: group.rows.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0)) }))
    .toSorted((a, b) =>
      a.source < b.source ? -1 : a.source > b.source ? 1 : Number(a.table === null) - Number(b.table === null),
    )
}
