import { Decimal, roundTo } from '#base/decimal.ts'
import { convert, quantity } from '#base/quantity.ts'
import { type Period, periodKind, periodYear } from '#base/period.ts'
import { parseUnit, sameDimension } from '#base/unit.ts'
import type { Programme, ProgrammeIndicator, ProgrammeTarget } from '#pack/programme.ts'
import type { Selection } from '../contract.ts'
import { pathPoints, shapeOf } from './plan.ts'
import { requiredPath } from './required-path.ts'

const exactScale = 18

/** What a plan requires of a figure, in the unit and at the scale of its indicator, and which target says so. */
export type RequiredFigure = { readonly value: Decimal; readonly target: ProgrammeTarget }

/** Where a target stands: an indicator of a place, perhaps of one industry. */
export type TargetAsked = {
  readonly indicator: ProgrammeIndicator
  readonly place: string
  readonly industry: string | undefined
}

/**
 * The target that a plan sets for an indicator of a place: the one in a table of a plan before one in its text, the one with more
 * milestones before one with fewer.
 */
export function targetOf(
  programme: Programme,
  { indicator, place, industry }: TargetAsked,
): ProgrammeTarget | undefined {
  return Object.values(programme.targets)
    .filter(
      (target) =>
        target.kind === 'level' &&
        target.indicator === indicator.id &&
        target.subject === place &&
        (industry === undefined || target.field === industry) &&
        pathPoints(target).length > 0,
    )
    .sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))[0]
}

function rank(target: ProgrammeTarget): number {
  return (target.table === undefined ? 0 : 1000) + pathPoints(target).length
}

/** What a target requires of a year; null for other periods, before its first milestone, and where its unit is another one. */
export function requiredFigure(
  indicator: ProgrammeIndicator,
  target: ProgrammeTarget,
  period: Period,
): RequiredFigure | null {
  if (periodKind(period) !== 'year') return null
  const required = requiredPath(pathPoints(target), periodYear(period), shapeOf(target), exactScale)
  if (required === null) return null
  const unit = target.unit ?? indicator.unit
  if (!sameDimension(parseUnit(unit), parseUnit(indicator.unit))) return null
  const value = new Decimal(convert(quantity(required, unit), indicator.unit).value)
  return { value: roundTo(value, indicator.scale), target }
}

/** The place and industry a target could be set for, when a selection is one place and at most one industry; else undefined. */
export function targetSelection(
  where: Selection,
  rootPlace: string,
): { place: string; industry: string | undefined } | undefined {
  const { place, industry, ...others } = where
  const narrower = Object.values(others).some((value) => value !== undefined)
  return narrower ? undefined : { place: place ?? rootPlace, industry }
}
