import type { Actor } from '#base/decision.ts'
import { Decimal } from '#base/decimal.ts'
import { once } from '#base/once.ts'
import { endOf, parsePeriod } from '#base/period.ts'
import { toPlainDate, yearOf } from '#base/plain-date.ts'
import { convert, quantity } from '#base/quantity.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeTarget } from '#pack/programme.ts'
import type { PlanLint, PlanSource, TargetRow } from '../contract.ts'
import {
  type Actual,
  actualOf,
  contradictionsOf,
  followedYears,
  planSources,
  sourceId,
  targetRow,
} from '../rules/plan.ts'
import { computationOf, whyNotComputed } from '../rules/plan-computed.ts'
import { lintPlans } from '../rules/plan-lint.ts'
import { latestPeriods } from './latest.ts'
import { computedActuals } from './plan-actuals.ts'
import { type Followed, forecastOf, monthsOf, partsIn, partsOf } from './plan-ahead.ts'
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

/** Every target of the plans with its path, what was reached, where it goes, and where the plans contradict each other. */
export async function showPlan(house: House, actor: Actor, asked: PlanAsked): Promise<PlanShown> {
  const programme = house.programme()
  const all = Object.values(programme.targets)
  const targets = all
    .filter((target) => asked.subject === undefined || target.subject === asked.subject)
    .filter((target) => asked.source === undefined || sourceId(target.source) === asked.source)
    .sort(planOrder(programme, all))
  const presentYear = yearOf(toPlainDate(house.clock.now(), programme.timeZone))
  const latest = await latestPeriods(house)
  const answers = (indicator: string, target: ProgrammeTarget) => answerable(programme, indicator, target)
  const followed = followedOf(programme, targets)
  const [actuals, months, parts] = await Promise.all([
    computedActuals(house, actor, { targets, presentYear, latest, isAnswerable: answers }),
    monthsOf(house, actor, { followed: [...followed.values()], latest }),
    partsOf(house, actor, { followed: [...followed.values()], latest }),
  ])
  const lint = lintPlans(programme, targets)
  const rows = targets.map((target) => {
    const valueIn = (year: number) => actuals.of(target, year) ?? statedActual(programme, target, year)
    const years = followedYears(target, presentYear).map((year) => ({ year, actual: actualOf(target, year, valueIn) }))
    const row = targetRow(programme, target, years, {
      computation: computationOf(programme, target),
      notComputed: whyNotComputed(programme, target, (indicator) => answers(indicator, target)),
      forecast: null,
      parts: null,
      lint: lint.filter((note) => note.targets.includes(target.id)),
    })
    const mine = followed.get(target.id)
    if (mine === undefined) return row
    const { points, scale } = row
    const period = parts?.query.periods[0]
    const actual = points.find((point) => point.period === period)?.actual ?? null
    return {
      ...row,
      forecast: forecastOf({ followed: mine, months: months.get(target.subject), points, scale }),
      parts: partsIn(programme, { followed: mine, scale }, { table: parts, actual }),
    }
  })
  return {
    targets: rows,
    sources: planSources(programme, all),
    contradictions: contradictionsOf(programme),
    lint,
    synthetic: await isSynthetic(house),
    knownAt: actuals.knownAt,
  }
}

function answerable(programme: Programme, indicator: string, target: ProgrammeTarget): boolean {
  const last = target.milestones.at(-1)
  return last !== undefined && isAnswerable(programme, indicator, endOf(parsePeriod(last.period)))
}

/** The levels that the house computes, by target. */
function followedOf(programme: Programme, targets: readonly ProgrammeTarget[]): Map<string, Followed> {
  return new Map(
    targets.flatMap((target): [string, Followed][] => {
      const indicator = target.indicator === undefined ? undefined : programme.indicators[target.indicator]
      if (target.kind !== 'level' || indicator === undefined || !answerable(programme, indicator.id, target)) return []
      return [[target.id, { target, indicator }]]
    }),
  )
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

/** What a document states as reached in a year, where the house computes nothing: a document written after the year, not a promise. */
function statedActual(programme: Programme, target: ProgrammeTarget, year: number): Actual | null {
  if (target.kind === 'count_by_tier' || target.kind === 'relative') return null
  if (target.indicator === undefined) return null
  const statement = statementsOf(programme)
    .get(`${target.indicator}|${target.subject}|${year}`)
    ?.find((each) => (programme.sources[sourceId(each.source)]?.date ?? '') > String(year + 1))
  if (statement?.value === undefined) return null
  const unit = target.indicator === undefined ? undefined : programme.indicators[target.indicator]?.unit
  const value = inUnitOf(statement.value, statement.unit, unit)
  return { value, blank: null, coverage: null, knownAt: null, source: statement.source, partial: false }
}

/** The statements of documents by what they are about: indicator, subject and period. */
const statementsOf = once((programme: Programme) => {
  const by = new Map<string, Programme['statements'][string][]>()
  for (const each of Object.values(programme.statements)) {
    const at = `${each.indicator}|${each.subject}|${each.period}`
    by.set(at, [...(by.get(at) ?? []), each])
  }
  return by
})

function inUnitOf(value: string, from: string | undefined, to: string | undefined): Decimal {
  if (from === undefined || to === undefined || from === to) return new Decimal(value)
  return new Decimal(convert(quantity(value, from), to).value)
}
