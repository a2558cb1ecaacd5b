import type { Actor } from '#base/decision.ts'
import { Decimal } from '#base/decimal.ts'
import { endOf, parsePeriod, type Period, periodOf, toOrdinal } from '#base/period.ts'
import { toPlainDate, yearOf } from '#base/plain-date.ts'
import { convert, quantity } from '#base/quantity.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeTarget } from '#pack/programme.ts'
import type { FigureCell, FigureTable, PlanLint, PlanSource, TargetRow } from '../contract.ts'
import {
  type Actual,
  actualOf,
  baseYears,
  contradictionsOf,
  followedYears,
  planSources,
  sourceId,
  targetRow,
} from '../rules/plan.ts'
import { askFigures } from './figures.ts'
import { type Latest, latestPeriods } from './latest.ts'
import { isAnswerable } from './where-sql.ts'

export type PlanAsked = { readonly subject?: string | undefined; readonly source?: string | undefined }
export type PlanShown = {
  targets: TargetRow[]
  sources: PlanSource[]
  contradictions: ReturnType<typeof contradictionsOf>
  lint: PlanLint[]
  synthetic: boolean
  knownAt: string | null
}

/** Every target of the plans with its path, what was reached, and where the plans contradict each other. */
export async function showPlan(house: House, actor: Actor, asked: PlanAsked): Promise<PlanShown> {
  const programme = house.programme()
  const all = Object.values(programme.targets)
  const targets = all
    .filter((target) => asked.subject === undefined || target.subject === asked.subject)
    .filter((target) => asked.source === undefined || sourceId(target.source) === asked.source)
    .sort(planOrder(programme, all))
  const presentYear = yearOf(toPlainDate(house.clock.now(), programme.timeZone))
  const actuals = await computedActuals(house, actor, { targets, presentYear })
  const rows = targets.map((target) => {
    const valueIn = (year: number) => actuals.of(target, year) ?? statedActual(programme, target, year)
    const years = followedYears(target, presentYear).map((year) => ({ year, actual: actualOf(target, year, valueIn) }))
    return targetRow(programme, target, years)
  })
  return {
    targets: rows,
    sources: planSources(programme, all),
    contradictions: contradictionsOf(programme),
    lint: [],
    synthetic: await isSynthetic(house),
    knownAt: actuals.knownAt,
  }
}

/** Plans with tables of targets before articles and drafts, later documents before earlier, rows as the table has them, then the rest by name. */
function planOrder(
  programme: Programme,
  all: readonly ProgrammeTarget[],
): (a: ProgrammeTarget, b: ProgrammeTarget) => number {
  const tabled = new Set(all.filter((target) => target.table !== undefined).map((target) => sourceId(target.source)))
  const rank = (target: ProgrammeTarget) => {
    const source = sourceId(target.source)
    return [tabled.has(source) ? 0 : 1, source, target.table === undefined ? 1 : 0, target.row ?? 0, target.id] as const
  }
  const date = (source: string) => programme.sources[source]?.date ?? ''
  return (a, b) => {
    const [left, right] = [rank(a), rank(b)]
    const documents = left[0] - right[0] || (left[1] === right[1] ? 0 : date(left[1]) > date(right[1]) ? -1 : 1)
    return documents || left[2] - right[2] || left[3] - right[3] || (left[4] < right[4] ? -1 : 1)
  }
}

type Actuals = { of(target: ProgrammeTarget, year: number): Actual | null; readonly knownAt: string | null }

/** The computed indicators of all targets in one question for each place they are about. */
async function computedActuals(
  house: House,
  actor: Actor,
  { targets, presentYear }: { targets: readonly ProgrammeTarget[]; presentYear: number },
): Promise<Actuals> {
  const programme = house.programme()
  const latest = await latestPeriods(house)
  const first = latest.first
  const subjects = [...new Set(targets.map((target) => target.subject))]
  const tables = new Map<string, FigureTable>()
  await Promise.all(
    subjects.map(async (place) => {
      const mine = targets.filter((target) => target.subject === place && isComputed(programme, target))
      const indicators = [...new Set(mine.map((target) => target.indicator ?? ''))].filter((id) => id !== '')
      const years = [
        ...new Set(mine.flatMap((target) => [...baseYears(target), ...followedYears(target, presentYear)])),
      ].filter((year) => first !== null && year >= first)
      if (indicators.length === 0 || years.length === 0) return
      const periods = years.sort((a, b) => a - b).map((year) => periodOf('year', year, 1))
      tables.set(
        place,
        await askFigures(house, actor, { indicators, periods, span: 'this', by: [], where: { place }, compare: [] }),
      )
    }),
  )
  const known = [...tables.values()]
    .flatMap((table) => table.rows.map((row) => row.knownAt))
    .filter((at) => at !== null)
  return {
    knownAt: known.sort().at(-1) ?? null,
    of: (target, year) => {
      const table = tables.get(target.subject)
      const column = table?.columns.findIndex((each) => each.indicator === target.indicator) ?? -1
      const row = table?.rows.find((each) => each.period === String(year))
      const cell = column < 0 ? undefined : row?.cells[column]
      return cell && row ? toActual(cell, row.knownAt, isPartial(row.period as Period, latest)) : null
    },
  }
}

/** Kinds of target whose actual follows from yearly values of the indicator. */
const followedKinds = new Set(['level', 'average_growth', 'cumulative_growth'])

function isComputed(programme: Programme, target: ProgrammeTarget): boolean {
  const last = target.milestones.at(-1)
  if (target.indicator === undefined || !followedKinds.has(target.kind) || !last) return false
  return isAnswerable(programme, target.indicator, endOf(parsePeriod(last.period)))
}

/** A year is partial unless all its months have been reported. */
function isPartial(period: Period, { firstMonth, lastMonth }: Latest): boolean {
  const [january, december] = [1, 12].map((month) => toOrdinal(periodOf('month', yearOf(endOf(period)), month))) as [
    number,
    number,
  ]
  return firstMonth === null || lastMonth === null || january < firstMonth || december > lastMonth
}

function toActual([value, blank, reported, expected]: FigureCell, knownAt: string | null, partial: boolean): Actual {
  return {
    value: value === null ? null : new Decimal(value),
    blank,
    coverage: { reported, expected },
    knownAt,
    source: null,
    partial,
  }
}

/** What a document states as reached in a year, where the house computes nothing: a document written after the year, not a promise. */
function statedActual(programme: Programme, target: ProgrammeTarget, year: number): Actual | null {
  const statement = Object.values(programme.statements).find(
    (each) =>
      each.indicator !== undefined &&
      each.indicator === target.indicator &&
      each.subject === target.subject &&
      each.period === String(year) &&
      (programme.sources[sourceId(each.source)]?.date ?? '') > String(year + 1),
  )
  if (statement?.value === undefined) return null
  const unit = target.indicator === undefined ? undefined : programme.indicators[target.indicator]?.unit
  const value = inUnitOf(statement.value, statement.unit, unit)
  return { value, blank: null, coverage: null, knownAt: null, source: statement.source, partial: false }
}

function inUnitOf(value: string, from: string | undefined, to: string | undefined): Decimal {
  if (from === undefined || to === undefined || from === to) return new Decimal(value)
  return new Decimal(convert(quantity(value, from), to).value)
}
