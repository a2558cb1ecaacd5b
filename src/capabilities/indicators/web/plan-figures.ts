import { isPeriod } from '#base/period.ts'
import type { Figure } from '#base/figure.ts'
import type { TargetPoint, TargetRow } from '../contract.ts'
import { figureOn } from '../rules/figure-cells.ts'

/** The actual level of a target at a point as a figure; undefined where the house computes none, or works out a growth from two of them. */
export function actualFigure(row: TargetRow, point: TargetPoint | undefined, synthetic: boolean): Figure | undefined {
  if (
    point === undefined ||
    row.kind !== 'level' ||
    row.indicator === null ||
    point.coverage === null ||
    !isPeriod(point.period)
  )
    return undefined
  return figureOn({
    value: point.actual,
    blank: point.actualBlank,
    unit: row.unit ?? 'one',
    ...point.coverage,
    counts: null,
    knownAt: point.knownAt ?? '',
    synthetic,
    address: {
      indicator: row.indicator,
      period: point.period,
      span: 'this',
      measure: 'value',
      where: { place: row.subject },
    },
  })
}
