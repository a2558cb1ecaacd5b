import { Decimal, roundTo, toDecimalText } from '#base/decimal.ts'
import { once, onceBy } from '#base/once.ts'
import { comparePeriods, parsePeriod, type Period, periodKind, periodYear } from '#base/period.ts'
import { convert, quantity } from '#base/quantity.ts'
import { parseUnit, sameDimension } from '#base/unit.ts'
import type { Programme, ProgrammeIndicator, ProgrammeTarget } from '#pack/programme.ts'
import type { ContradictionShown, PlanSource, TargetPoint, TargetRow } from '../contract.ts'
import { toCited } from './catalogue.ts'
import { lightAt } from './plan-view.ts'
import { averageGrowth, type PathPoint, type PathShape, requiredPath } from './required-path.ts'

/** An actual value of a target's indicator: computed from returns, or as a document states it. */
export type Actual = {
  readonly value: Decimal | null
  readonly blank: TargetPoint['actualBlank']
  readonly coverage: TargetPoint['coverage']
  readonly knownAt: string | null
  readonly source: string | null
  readonly partial: boolean
}

type Milestone = ProgrammeTarget['milestones'][number]

/** Percentages and permilles move by steps, amounts by growth. */
const steps = new Set(['percent', 'permille', 'one'])

/** How the required path of a target runs between its milestones. */
export function shapeOf(target: { readonly kind: string; readonly unit?: string | null | undefined }): PathShape {
  return target.kind === 'level' && !steps.has(target.unit ?? '') ? 'geometric' : 'linear'
}

/** The stated points of a yearly path, in the order of years; milestones without an amount are no points. */
export const pathPoints = once((target: ProgrammeTarget): readonly PathPoint[] => {
  if (target.kind !== 'level' && target.kind !== 'count_by_tier') return []
  return target.milestones
    .filter((milestone) => milestone.value !== undefined && periodKind(parsePeriod(milestone.period)) === 'year')
    .map((milestone) => ({ year: periodYear(parsePeriod(milestone.period)), value: new Decimal(milestone.value ?? 0) }))
    .sort((a, b) => a.year - b.year)
})

/** The years a target is followed in: from its first milestone to the present one, which may be past the last, and those of later milestones. */
export function followedYears(target: ProgrammeTarget, presentYear: number): number[] {
  const years = target.milestones.map((milestone) => periodYear(parsePeriod(milestone.period)))
  const first = Math.min(...years)
  const until = Math.max(presentYear, first)
  const running = Array.from({ length: until - first + 1 }, (_, i) => first + i)
  return [...new Set([...running, ...years])].sort((a, b) => a - b)
}

/** The year a promised growth is counted from, where it is one. */
export function baseYears(target: ProgrammeTarget): number[] {
  if (target.kind !== 'average_growth' && target.kind !== 'cumulative_growth') return []
  const from = target.from ?? target.milestones.find((milestone) => milestone.role === 'baseline')?.period
  return from === undefined ? [] : [periodYear(parsePeriod(from))]
}

/** Kinds whose actual is a value as it is; of the others a growth is made. */
const ownKinds: ReadonlySet<string> = new Set(['level', 'count_by_tier', 'relative'])

/** What a target has come to by a year: the value itself, or its growth since the year it is counted from, in percent. */
export function actualOf(
  target: ProgrammeTarget,
  year: number,
  valueIn: (year: number) => Actual | null,
): Actual | null {
  const now = valueIn(year)
  if (ownKinds.has(target.kind) || now === null) return now
  const [base] = baseYears(target)
  const before = base === undefined || base >= year ? null : valueIn(base)
  if (base === undefined || before?.value == null || now.value === null) return null
  if (before.partial) return null
  const scale = Math.max(1, digits(target))
  const years = target.kind === 'average_growth' ? { first: base, last: year } : { first: 0, last: 1 }
  const value = averageGrowth({ year: years.first, value: before.value }, { year: years.last, value: now.value }, scale)
  return { ...now, value }
}

/** What is known of a target besides its points. */
export type TargetMore = Pick<TargetRow, 'computation' | 'notComputed' | 'forecast' | 'parts' | 'lint'>

/** One target with its path, its actual values and what stands between them. */
export function targetRow(
  programme: Programme,
  target: ProgrammeTarget,
  years: readonly { year: number; actual: Actual | null }[],
  more: TargetMore,
): TargetRow {
  const indicator = target.indicator === undefined ? undefined : programme.indicators[target.indicator]
  const scale = scaleOf(target, indicator)
  const followed = new Set<Milestone>()
  const along = years.map(({ year, actual }) => {
    const milestone = target.milestones.find((each) => each.period === `${year}`)
    if (milestone) followed.add(milestone)
    return pointOf({ target, scale, unit: indicator?.unit, milestone }, `${year}` as Period, actual)
  })
  const last = along.findLast((point) => point.role !== null)?.period ?? ''
  const shown = [
    ...along.filter((point) => saysAnything(point, last)),
    ...target.milestones.filter((milestone) => !followed.has(milestone)).map((milestone) => statedPoint(milestone)),
  ].sort((a, b) => comparePeriods(a.period as Period, b.period as Period))
  const holder = target.holder === undefined ? undefined : programme.organisations[target.holder]
  return {
    id: target.id,
    name: target.name,
    table: target.table ?? null,
    row: target.row ?? null,
    kind: target.kind,
    direction: target.direction,
    binding: target.binding,
    unit: target.unit ?? null,
    scale,
    subject: target.subject,
    subjectName: programme.places[target.subject]?.name ?? { zh: target.subject, en: target.subject },
    field: target.field ?? null,
    indicator: target.indicator ?? null,
    indicatorKind: indicator?.kind ?? null,
    holder: holder?.name ?? null,
    note: target.note ?? null,
    source: target.source,
    statedGrowth: statedGrowthOf(target),
    points: shown,
    light: lightOf(target, shown),
    reference: referenceOf(programme, target),
    ...more,
  }
}

function referenceOf(programme: Programme, target: ProgrammeTarget): TargetRow['reference'] {
  const indicator = target.reference === undefined ? undefined : programme.indicators[target.reference]
  if (indicator === undefined) return null
  const subject = target.reference_subject ?? target.subject
  const subjectName = programme.places[subject]?.name ?? { zh: subject, en: subject }
  return { indicator: indicator.id, name: indicator.name, subject, subjectName }
}

/** Digits after the point: those of the indicator, none of a count, else one at least. */
function scaleOf(target: ProgrammeTarget, indicator: ProgrammeIndicator | undefined): number {
  if (target.kind === 'level') return indicator?.scale ?? digits(target)
  return target.kind === 'count_by_tier' ? digits(target) : Math.max(1, digits(target))
}

function digits(target: ProgrammeTarget): number {
  return Math.max(0, ...target.milestones.map((milestone) => milestone.value?.split('.')[1]?.length ?? 0))
}

/** A year is worth a line when something is stated or known of it, or when the path leads through it. */
function saysAnything(point: TargetPoint, lastMilestone: string): boolean {
  return (
    point.role !== null ||
    point.actual !== null ||
    point.actualBlank !== null ||
    (point.required !== null && point.period < lastMilestone)
  )
}

type PointContext = {
  readonly target: ProgrammeTarget
  readonly scale: number
  readonly unit: string | undefined
  readonly milestone: Milestone | undefined
}

function pointOf({ target, scale, unit, milestone }: PointContext, period: Period, actual: Actual | null): TargetPoint {
  const required = requiredOf(target, { year: periodYear(period), scale })
  const from = target.kind === 'level' ? unit : target.unit
  const value = actual?.value != null ? toTargetUnit(actual.value, from, { unit: target.unit, scale }) : null
  const gap = value !== null && required !== null ? value.minus(required) : null
  const reached = value !== null && required !== null && !required.isZero() ? value.times(100).div(required) : null
  return {
    ...statedPoint(milestone, period),
    required: required === null ? null : required.toFixed(scale),
    actual: value === null ? null : value.toFixed(scale),
    actualBlank: value === null ? (actual?.blank ?? null) : null,
    actualSource: actual?.source ?? null,
    coverage: actual?.coverage ?? null,
    knownAt: actual?.knownAt ?? null,
    gap: gap === null ? null : gap.toFixed(scale),
    reached: reached === null ? null : roundTo(reached, 1).toFixed(1),
    partial: actual?.partial ?? false,
  }
}

/** A level has a path; a growth is required as it is, in every year it is counted for. */
function requiredOf(target: ProgrammeTarget, { year, scale }: { year: number; scale: number }): Decimal | null {
  const [base] = baseYears(target)
  if (target.kind !== 'average_growth') {
    const milestone = target.milestones.find((each) => each.period === String(year))
    if (target.kind === 'cumulative_growth' || target.kind === 'relative')
      return milestone?.value === undefined ? null : new Decimal(milestone.value)
    return requiredIn(target, `${year} ${scale}`)
  }
  const goal = target.milestones.findLast((milestone) => milestone.value !== undefined)
  return goal?.value === undefined || (base !== undefined && year <= base) ? null : new Decimal(goal.value)
}

/** The path of a target in a year, at so many digits: roots to sixty digits are drawn once. */
const requiredIn = onceBy((target: ProgrammeTarget, name) => {
  const [year, scale] = name.split(' ').map(Number) as [number, number]
  return requiredPath(pathPoints(target), year, shapeOf(target), scale)
})

/** An amount in the unit a target is stated in. */
export function toTargetUnit(
  value: Decimal,
  from: string | undefined,
  to: { unit: string | undefined; scale: number },
): Decimal {
  if (from === undefined || to.unit === undefined || !sameDimension(parseUnit(from), parseUnit(to.unit))) return value
  return roundTo(new Decimal(convert(quantity(value, from), to.unit).value), to.scale)
}

function statedPoint(milestone: Milestone | undefined, period = milestone?.period ?? ''): TargetPoint {
  return {
    period,
    stated: milestone?.value ?? null,
    sign: milestone?.sign ?? null,
    notStated: milestone?.not_stated === true,
    words: milestone?.text ?? null,
    by: milestone?.by ?? null,
    note: milestone?.note ?? null,
    role: milestone?.role ?? null,
    source: milestone?.source ?? null,
    required: null,
    actual: null,
    actualBlank: null,
    actualSource: null,
    coverage: null,
    knownAt: null,
    gap: null,
    reached: null,
    partial: false,
  }
}

/** What the plan prints as growth beside what its own milestones give. */
const statedGrowthOf = once((target: ProgrammeTarget): TargetRow['statedGrowth'] => {
  const points = pathPoints(target)
  return (target.stated_growth ?? []).map((growth) => {
    const first = points.find((point) => String(point.year) === growth.from)
    const last = points.find((point) => String(point.year) === growth.to)
    const computed = first && last ? averageGrowth(first, last, 2) : null
    return {
      from: growth.from,
      to: growth.to,
      stated: growth.value ?? null,
      computed: computed === null ? null : toDecimalText(computed),
      source: growth.source,
    }
  })
})

/** Ahead or behind at the last full year that has both an actual and a required value. */
function lightOf(target: ProgrammeTarget, points: readonly TargetPoint[]): TargetRow['light'] {
  const last = points.findLast((point) => point.gap !== null && !point.partial && point.role !== 'baseline')
  return lightAt(target.direction, last?.gap ?? null)
}

/** The documents that state targets, and how many each. */
export function planSources(programme: Programme, targets: readonly ProgrammeTarget[]): PlanSource[] {
  const counts = new Map<string, number>()
  for (const target of targets) counts.set(sourceId(target.source), (counts.get(sourceId(target.source)) ?? 0) + 1)
  return Object.values(programme.sources)
    .filter((source) => counts.has(source.id))
    .map((source) => ({ ...toCited(source), targets: counts.get(source.id) ?? 0 }))
}

/** The document of a citation `<source> <clause>`. */
export function sourceId(citation: string): string {
  return citation.split(' ')[0] ?? citation
}

/** Statements that cannot all hold, side by side with their sources. */
export function contradictionsOf(programme: Programme): ContradictionShown[] {
  return Object.values(programme.contradictions).map((contradiction) => ({
    id: contradiction.id,
    name: contradiction.name,
    about: typeof contradiction.about === 'string' ? contradiction.about : null,
    note: contradiction.note ?? null,
    statements: contradiction.statements.map((each) => {
      const statement = typeof each === 'string' ? programme.statements[each] : each
      const named = statement && 'name' in statement ? statement : undefined
      return {
        name: named?.name ?? null,
        value: statement?.value ?? null,
        unit: statement?.unit ?? null,
        sign: statement?.sign ?? null,
        notStated: named?.not_stated === true,
        words: named?.text ?? null,
        source: statement?.source ?? '',
      }
    }),
  }))
}
