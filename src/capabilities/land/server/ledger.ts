import { Decimal, parseDecimal, quotient, toDecimalText } from '#base/decimal.ts'
import { blank, isBlank } from '#base/blank.ts'
import type { Figure } from '#base/figure.ts'
import { landPaths } from '#base/paths/land.ts'
import { convert, quantity } from '#base/quantity.ts'
import { Problem } from '#base/problem.ts'
import { getPlace, placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { yearOf } from '#base/plain-date.ts'
import { findDoc, getDoc, listDocs } from '#pack/lookup.ts'
import { clauseOf, namedPlace } from '#pack/naming.ts'
import type { Programme, ProgrammeTarget } from '#pack/programme.ts'
import type { Ledger, PlanLine, Plans } from '../contract/lots.ts'
import { countFound, type Does, isDayKept, selectDone, sumByReadiness, sumDone, sumUndated } from './lot-store.ts'
import { searchOf } from './lots.ts'
import { landOf } from './reach.ts'

function plain(text: string): string {
  return toDecimalText(parseDecimal(text))
}

function sumOf(areas: readonly string[]): string {
  return areas.reduce((sum, area) => sum.plus(parseDecimal(area)), new Decimal(0)).toFixed()
}

/** Parcels in preparation by class of readiness and by base or town. @throws Problem not_found */
export async function showLedger(
  house: House,
  tx: Transaction,
  { by, place }: { readonly by: 'base' | 'town'; readonly place?: string | undefined },
): Promise<Ledger> {
  const programme = house.programme()
  if (place !== undefined) getPlace(programme, place)
  const sums = await sumByReadiness(tx, { by, search: searchOf(house, { place, prepared: 'yes' }) })
  const rest = await countFound(tx, searchOf(house, { place, prepared: 'no' }))
  const order = placesOf(programme)
    .list()
    .map(({ id }) => id)
  const ids = [...new Set(sums.map(({ id }) => id))].toSorted((a, b) => placeIn(order, a) - placeIn(order, b))
  return {
    rows: ids.map((id) => {
      const cells = sums.filter((sum) => sum.id === id)
      return {
        id,
        name: id === null ? { zh: '不属于基地', en: 'Of no base' } : namedPlace(programme, id).name,
        cells: cells.map(({ readiness, parcels, area }) => ({ readiness, parcels, area: plain(area) })),
        parcels: cells.reduce((all, { parcels }) => all + parcels, 0),
        area: sumOf(cells.map(({ area }) => area)),
      }
    }),
    unprepared: { parcels: rest.total, area: plain(rest.area) },
    synthetic: sums.some(({ synthetic }) => synthetic),
  }
}

function placeIn(order: readonly string[], id: string | null): number {
  const at = id === null ? -1 : order.indexOf(id)
  return at < 0 ? order.length : at
}

/** The targets that a plan holds its own against: the one it names, and those of its bases for the same indicator. */
function targetsOf(programme: Programme, id: string): ProgrammeTarget[] {
  const target = getDoc(programme, 'targets', id)
  const same = listDocs(programme, 'targets').filter(
    (one) => one.id !== id && one.indicator !== undefined && one.indicator === target.indicator,
  )
  const bases = same.filter(({ subject }) => findDoc(programme, 'places', subject)?.kind === 'base')
  return [target, ...bases]
}

const yearPattern = /^\d{4}$/

/** The plans of a year against what was done in it. */
export async function showPlans(
  house: House,
  tx: Transaction,
  { year: asked }: { readonly year?: number | undefined },
): Promise<Plans> {
  const programme = house.programme()
  const plans = landOf(programme).plans ?? []
  const all = plans.flatMap((plan) => targetsOf(programme, plan.target).map((target) => ({ plan, target })))
  const years = [
    ...new Set(
      all.flatMap(({ target }) =>
        target.milestones.flatMap(({ period }) => (yearPattern.test(period) ? [Number(period)] : [])),
      ),
    ),
  ].toSorted((a, b) => a - b)
  const today = yearOf(todayOf(house))
  const year = asked ?? years.findLast((one) => one <= today) ?? years[0] ?? today
  const lines: PlanLine[] = []
  for (const { plan, target } of all) {
    const milestone = target.milestones.find(({ period }) => period === String(year))
    if (milestone === undefined) continue
    lines.push(await lineOf(house, tx, { plan, target, milestone, year }))
  }
  const undated = await sumUndated(tx)
  return { year, years, lines, undated: undated.map((one) => ({ ...one, area: plain(one.area) })) }
}

type Plan = NonNullable<NonNullable<Programme['land']>['plans']>[number]
type LineAsked = {
  readonly plan: Plan
  readonly target: ProgrammeTarget
  readonly milestone: ProgrammeTarget['milestones'][number]
  readonly year: number
}

async function lineOf(house: House, tx: Transaction, { plan, target, milestone, year }: LineAsked): Promise<PlanLine> {
  const programme = house.programme()
  const unit = target.unit ?? 'mu'
  const { does } = plan
  const sums = await sumDone(tx, { does, year, place: target.subject })
  const at = { house, does, year, unit, isKept: await isDayKept(tx, { does, place: target.subject }) }
  const actual = figureOf(at, target.subject, sums)
  const done = isBlank(actual.value) ? undefined : parseDecimal(actual.value.value)
  const planned = milestone.value === undefined ? null : { value: milestone.value, unit }
  const goal = planned === null ? undefined : parseDecimal(planned.value)
  const share = goal === undefined || done === undefined ? undefined : quotient(done.times(100), goal, 1)
  return {
    plan: plan.id,
    name: target.id === plan.target ? plan.name : target.name,
    does,
    target: target.id,
    place: namedPlace(programme, target.subject),
    planned,
    clause: clauseOf(programme, milestone.source),
    actual,
    difference: goal === undefined || done === undefined ? null : toDecimalText(done.minus(goal)),
    share: share === undefined || isBlank(share) ? null : toDecimalText(share),
    byBase: sums.flatMap((sum) =>
      sum.base === null || sum.base === target.subject
        ? []
        : [{ base: namedPlace(programme, sum.base), actual: figureOf(at, sum.base, [sum]) }],
    ),
  }
}

type FigureAt = {
  readonly house: House
  readonly does: Does
  readonly year: number
  readonly unit: string
  readonly isKept: boolean
}
type Sum = { readonly parcels: number; readonly area: string; readonly synthetic: boolean }

/** Area of the register of the parcels whose day lies in the year, with the way back to them; not reported where no such day is kept. */
function figureOf({ house, does, year, unit, isKept }: FigureAt, place: string, sums: readonly Sum[]): Figure {
  const parcels = sums.reduce((all, one) => all + one.parcels, 0)
  const area = quantity(sumOf(sums.map((one) => one.area)), 'm2')
  return {
    value: isKept ? convert(area, unit, 2) : blank('not_reported'),
    marks: sums.some(({ synthetic }) => synthetic) ? ['synthetic'] : [],
    explanation: {
      coverage: { reported: parcels, expected: parcels },
      blanks: isKept ? {} : { not_reported: 1 },
      knownAt: house.clock.now().toISOString(),
      lineage: `/api/land/plans/lineage?does=${does}&year=${year}&place=${encodeURIComponent(place)}`,
    },
  }
}

const perPage = 50

export type LineageAsked = {
  readonly does: Does
  readonly year: number
  readonly place: string
  readonly cursor: number
}

/** The parcels behind a figure of a plan, the largest first. @throws Problem not_found */
export async function planLineage(house: House, tx: Transaction, { cursor, ...asked }: LineageAsked) {
  const programme = house.programme()
  if (findDoc(programme, 'places', asked.place) === undefined)
    throw new Problem('not_found', { details: { kind: 'place', id: asked.place } })
  const rows = await selectDone(tx, { ...asked, limit: perPage, offset: cursor })
  const total = Number(rows[0]?.total ?? 0)
  const next = cursor + perPage
  return {
    rows: rows.map(({ id, code, place, area, day }) => ({
      id,
      title: code,
      detail: namedPlace(programme, place).name,
      value: { value: plain(area), unit: 'm2' },
      period: day,
      to: landPaths.parcel(id),
    })),
    total,
    ...(next < total ? { next: String(next) } : {}),
  }
}
