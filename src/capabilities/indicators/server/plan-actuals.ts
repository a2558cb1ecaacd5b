import { blank, isBlank } from '#base/blank.ts'
import { type Actor, can } from '#base/decision.ts'
import { Decimal, toDecimalText } from '#base/decimal.ts'
import { endOf, type Period, periodOf, toOrdinal } from '#base/period.ts'
import { yearOf } from '#base/plain-date.ts'
import { convert, quantity } from '#base/quantity.ts'
import type { FactsRow } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'
import { getDoc } from '#pack/lookup.ts'
import type { ProgrammeTarget } from '#pack/programme.ts'
import type { FigureCell, FigureTable } from '../contract.ts'
import { expressionsOf } from '../rules/asked.ts'
import { passesOf } from '../rules/passes.ts'
import { type Actual, baseYears, followedYears } from '../rules/plan.ts'
import { lookedAt, relativeActual, relativeWay, type Tier } from '../rules/plan-computed.ts'
import { askFigures } from './figures.ts'
import { firmPlaces, firmValues } from './firm-values.ts'
import { Groups } from './groups.ts'
import type { Latest } from './latest.ts'
import { needKey } from './leaf-places.ts'
import { tierSql } from './spread.sql.ts'

/** What the targets have come to, by year, as far as the house computes it. */
export type Actuals = {
  of(target: ProgrammeTarget, year: number): Actual | null
  readonly knownAt: string | null
}

export type ActualsAsked = {
  readonly targets: readonly ProgrammeTarget[]
  readonly presentYear: number
  readonly latest: Latest
  isAnswerable(indicator: string, target: ProgrammeTarget): boolean
}

/** The computed indicators of all targets, in one question for each place they are about; counts by tier besides. */
export async function computedActuals(house: House, actor: Actor, asked: ActualsAsked): Promise<Actuals> {
  const { targets, latest } = asked
  const wanted = new Map<string, { indicators: Set<string>; years: Set<number> }>()
  const computed = targets.filter((target) => {
    const looks = lookedAt(target)
    return looks.length > 0 && looks.every(({ indicator }) => asked.isAnswerable(indicator, target))
  })
  for (const target of computed) {
    const years = yearsOf(target, asked)
    for (const { indicator, place } of lookedAt(target)) {
      const known = wanted.get(place) ?? { indicators: new Set(), years: new Set() }
      wanted.set(place, known)
      known.indicators.add(indicator)
      for (const year of years) known.years.add(year)
    }
  }
  const tables = new Map<string, FigureTable>()
  const tiers = new Map<ProgrammeTarget, Map<number, Decimal | null>>()
  await Promise.all([
    ...[...wanted].map(async ([place, { indicators, years }]) => {
      if (years.size === 0) return
      const periods = [...years].sort((a, b) => a - b).map((year) => periodOf('year', year, 1))
      const query = {
        indicators: [...indicators],
        periods,
        span: 'this' as const,
        by: [],
        where: { place },
        compare: [],
      }
      tables.set(place, await askFigures(house, actor, query))
    }),
    ...computed
      .filter(({ kind }) => kind === 'count_by_tier')
      .map(async (target) => void tiers.set(target, await countedByTier(house, actor, target, yearsOf(target, asked)))),
  ])
  const found = finder(tables, latest)
  return {
    knownAt: latestKnown(tables),
    of: (target, year) => (computed.includes(target) ? actualIn(house, { target, year, found, tiers }) : null),
  }
}

function latestKnown(tables: ReadonlyMap<string, FigureTable>): string | null {
  const known = [...tables.values()].flatMap(({ rows }) => rows.flatMap(({ knownAt }) => knownAt ?? []))
  return known.sort().at(-1) ?? null
}

/** The years a target is looked at in, from the first that anything is known of; with the year before, where growth is compared. */
function yearsOf(target: ProgrammeTarget, { presentYear, latest }: ActualsAsked): number[] {
  const years = [...baseYears(target), ...followedYears(target, presentYear)]
  const before = target.kind === 'relative' ? years.map((year) => year - 1) : []
  return [...new Set([...years, ...before])].filter((year) => latest.first !== null && year >= latest.first)
}

type Find = (indicator: string, place: string, year: number) => Actual | null

function finder(tables: ReadonlyMap<string, FigureTable>, latest: Latest): Find {
  return (indicator, place, year) => {
    const table = tables.get(place)
    const column = table?.columns.findIndex((each) => each.indicator === indicator) ?? -1
    const row = table?.rows.find((each) => each.period === String(year))
    const cell = column < 0 ? undefined : row?.cells[column]
    return cell && row ? toActual(cell, row.knownAt, isPartialYear(row.period as Period, latest)) : null
  }
}

type ActualAsked = {
  readonly target: ProgrammeTarget
  readonly year: number
  readonly found: Find
  readonly tiers: ReadonlyMap<ProgrammeTarget, ReadonlyMap<number, Decimal | null>>
}

function actualIn(house: House, { target, year, found, tiers }: ActualAsked): Actual | null {
  const [own, reference] = lookedAt(target)
  if (own === undefined) return null
  const now = found(own.indicator, own.place, year)
  if (target.kind === 'count_by_tier') {
    const count = tiers.get(target)?.get(year)
    if (now === null || count === undefined) return null
    return count === null ? { ...now, value: null, blank: 'not_released' } : { ...now, value: count, blank: null }
  }
  if (target.kind !== 'relative' || reference === undefined) return now
  const way = relativeWay(house.programme(), target)
  if (way === null) return null
  const before = found(own.indicator, own.place, year - 1)
  return relativeActual(way, { now, before, reference: found(reference.indicator, reference.place, year) })
}

/** A year is partial unless all its months have been reported. */
export function isPartialYear(period: Period, { firstMonth, lastMonth }: Latest): boolean {
  const [january, december] = [1, 12].map((month) => toOrdinal(periodOf('month', yearOf(endOf(period)), month))) as [
    number,
    number,
  ]
  return firstMonth === null || lastMonth === null || january < firstMonth || december > lastMonth
}

function toActual([value, reason, reported, expected]: FigureCell, knownAt: string | null, partial: boolean): Actual {
  return {
    value: value === null ? null : new Decimal(value),
    blank: reason,
    coverage: { reported, expected },
    knownAt,
    source: null,
    partial,
  }
}

/** How many enterprises of the place reach the tier in each year; null where they are so few that the reader may not know. */
async function countedByTier(
  house: House,
  actor: Actor,
  { tier, subject }: ProgrammeTarget,
  years: readonly number[],
): Promise<Map<number, Decimal | null>> {
  const counts = new Map<number, Decimal | null>()
  if (tier?.indicator === undefined || tier.at_least === undefined) return counts
  const programme = house.programme()
  const { unit } = getDoc(programme, 'indicators', tier.indicator)
  const inUnit = (amount: { value: string; unit: string }) =>
    new Decimal(convert(quantity(amount.value, amount.unit), unit).value)
  const bounds = { atLeast: inUnit(tier.at_least), below: tier.below === undefined ? null : inUnit(tier.below) }
  const groups = new Groups(programme, { by: [], where: { place: subject } })
  const sees = can(actor, 'observations.see_micro', { places: groups.scope }).allowed
  const indicator = tier.indicator
  await Promise.all(
    years.map(async (year) => {
      // How many single values lie above a line was not released to anybody.
      if (!sees) return void counts.set(year, null)
      const count = await reachedIn(house, { groups, indicator, period: periodOf('year', year, 1), bounds })
      counts.set(year, new Decimal(count))
    }),
  )
  return counts
}

type Reached = { readonly groups: Groups; readonly indicator: string; readonly period: Period; readonly bounds: Tier }

async function reachedIn(house: House, { groups, indicator, period, bounds }: Reached): Promise<number> {
  const { atLeast, below } = bounds
  const need = { period, span: 'this' as const }
  const expression = expressionsOf(house.programme()).of(indicator, period)
  const asked = { expression, groups, needs: [need], asOf: null }
  const places = await firmPlaces(house, asked)
  if (places === null) {
    const values = await firmValues(house, asked, need)
    return values.filter(
      ({ value }) => value.greaterThanOrEqualTo(atLeast) && (below === null || value.lessThan(below)),
    ).length
  }
  const slot = places.slots.get(needKey(need)) ?? blank('not_applicable')
  if (isBlank(slot)) return 0
  const sql = passesOf([slot.range]).map((pass) =>
    tierSql(places.over(pass), places.sum, {
      atLeast: toDecimalText(atLeast),
      below: below === null ? null : toDecimalText(below),
    }),
  )
  const rows = (await Promise.all(sql.map((text) => house.facts.query<FactsRow>(text)))).flat()
  return rows.reduce((total, row) => total + Number(row.n ?? 0), 0)
}
