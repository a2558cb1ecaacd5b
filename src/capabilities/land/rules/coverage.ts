import { Decimal, toDecimalText } from '#base/decimal.ts'
import { areaText, type Measure } from '#base/geo/area.ts'
import type { KindCoverage } from '../contract/assessments.ts'

/** Strips narrower than this, in metres on average, come from drawing the same edge twice. */
const stripWidth = 0.05
const places = 4

/** Ground that is left over, in m2: a strip along an edge that was drawn twice is none. */
export function leftOver(measure: Measure | undefined): number {
  if (measure === undefined || measure.perimeter === 0) return 0
  return (2 * measure.area) / measure.perimeter < stripWidth ? 0 : measure.area
}

type CoverageAsked = {
  /** The parcel on the ellipsoid in m2; null where it has no shape, or one whose positions are only approximate. */
  readonly ground: number | null
  readonly isApproximate: boolean
  /** What the assessments of the kind leave uncovered, in m2. */
  readonly left: number
  /** Whether one that cannot be measured lies there too. */
  readonly besidesApproximate: boolean
}

/** How far the assessments of one kind cover a parcel: yes, partly with the share, no, or unknown with the reason. */
export function coverageOfKind(asked: CoverageAsked): Pick<KindCoverage, 'answer' | 'share' | 'missing' | 'why'> {
  const { ground, isApproximate, left, besidesApproximate } = asked
  if (ground === null) return unknown(isApproximate ? 'approximate' : 'no_shape')
  const missing = new Decimal(areaText(Math.min(left, ground)))
  const whole = new Decimal(areaText(ground))
  if (missing.isZero()) return { answer: 'yes', share: '1', missing: '0', why: null }
  if (besidesApproximate) return unknown('approximate_assessment')
  // Rounded down: what is not wholly covered never reads as if it were.
  const share = whole.minus(missing).dividedBy(whole).toDecimalPlaces(places, Decimal.ROUND_DOWN)
  const answer = whole.equals(missing) ? 'no' : 'partly'
  return { answer, share: toDecimalText(share), missing: toDecimalText(missing), why: null }
}

function unknown(why: NonNullable<KindCoverage['why']>) {
  return { answer: 'unknown', share: null, missing: null, why } as const
}

/** Why an assessment may not be drawn on for a parcel; undefined where it may. */
export function refusalOfUse(asked: {
  readonly holds: boolean
  readonly inFuture: boolean
  /** By this assessment alone, and by all that hold of its kind. */
  readonly own: Pick<KindCoverage, 'answer'>
  readonly kind: Pick<KindCoverage, 'answer'>
}): string | undefined {
  const { holds, inFuture, own, kind } = asked
  if (inFuture) return 'assessment.use_in_future'
  if (!holds) return 'assessment.not_in_force'
  if (own.answer === 'unknown') return 'assessment.coverage_unknown'
  if (own.answer === 'no') return 'assessment.not_over_parcel'
  return own.answer === 'yes' || kind.answer === 'yes' ? undefined : 'assessment.covers_partly'
}
