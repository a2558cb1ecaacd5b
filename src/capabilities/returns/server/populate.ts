import { roundTo, toDecimalText, Decimal } from '#base/decimal.ts'
import {
  fromOrdinal,
  monthsIn,
  type Period,
  periodIndex,
  periodOf,
  periodYear,
  reportingPeriods,
  toOrdinal,
} from '#base/period.ts'
import type { Text } from '#base/text.ts'
import { createEnterprisesInBulk, findRegisterTaxonomy } from '#capabilities/enterprises/server/service.ts'
import {
  bulkLoad,
  cellCodes,
  rebuildMirror,
  type SubjectClassification,
} from '#capabilities/observations/server/service.ts'
import { declareSynthetic } from '#capabilities/people/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { dueOn, endedPeriods } from '../rules/periods.ts'
import { cellAmount, cellMonths } from '../rules/population/cells.ts'
import { daysOf, makeEnterprises, type MadeEnterprise, type PopulationWorld } from '../rules/population/enterprises.ts'
import { type PopulationPlan, populationPlan, type PopulationSize } from '../rules/population/plan.ts'
import { randomFrom } from '#base/random.ts'
import { staysOf } from '../rules/population/rungs.ts'
import {
  type MadeMonths,
  type MadeSeries,
  Outputs,
  seriesOf,
  type SeriesWorld,
  yearlyOf,
} from '../rules/population/series.ts'
import { bulkCells, type BulkReturn, bulkLoadReturns } from './bulk.ts'
import { getForm } from './lifecycle.ts'
import { populateParcels } from './populate-parcels.ts'
import { type LeftOut, submitSome } from './populate-waiting.ts'

export type PopulateProgress = (
  stage: 'enterprises' | 'values' | 'returns' | 'yearly' | 'mirror',
  done: number,
  total: number,
) => void

export type Populated = {
  readonly enterprises: number
  readonly returns: number
  readonly values: number
  readonly lastMonth: string
  /** An enterprise that reports to the end; its clerk is the demo's. */
  readonly enterprise: { readonly id: string; readonly name: Text; readonly place: string }
}

type Making = {
  readonly house: House
  readonly plan: PopulationPlan
  readonly form: ProgrammeForm
  readonly world: SeriesWorld
  readonly enterprises: readonly MadeEnterprise[]
  readonly classes: readonly SubjectClassification[]
  readonly series: readonly MadeSeries[]
  readonly progress: PopulateProgress
}

const small: PopulationSize = { enterprises: 1000, months: 24 }

/** The small population of a first start, and the whole one that the programme describes. */
export function populationSizes(programme: Programme): { small: PopulationSize; full: PopulationSize } {
  const { enterprises, months } = populationPlan(programme)
  return { small, full: { enterprises, months } }
}

/**
 * Fills an empty house with made-up enterprises, parcels and returns, marked as synthetic, the same each time for the same pack, size
 * and last month. Ends with the mirror built and one act.
 * @throws Problem not_found when the programme describes no population
 */
export async function populate(
  house: House,
  size: PopulationSize,
  progress: PopulateProgress = () => {},
): Promise<Populated> {
  const programme = house.programme()
  const plan = populationPlan(programme)
  const form = getForm(programme, plan.form)
  const span = monthsUntil(lastPeriod(house, form), size.months)
  const enterprises = makeEnterprises(plan, worldOf(programme), { enterprises: size.enterprises, months: size.months })
  const leadUnit = programme.indicators[plan.lead]?.unit ?? 'one'
  const addsUp = (indicator: string) => programme.indicators[indicator]?.over_time === 'sum'
  const world: SeriesWorld = { outputs: new Outputs(plan, enterprises, span, leadUnit), span, addsUp }
  const series = enterprises.map((enterprise, i) => {
    if (i % 200 === 0) progress('values', i, enterprises.length)
    return seriesOf(plan, enterprise, world)
  })
  const classes = await enter(house, { plan, enterprises, span, world, progress })
  const making: Making = { house, plan, form, world, enterprises, classes, series, progress }
  const returns = await loadReturns(making)
  await loadYearly(making)
  await rebuildMirror(house, (done, total) => progress('mirror', done, total))
  await submitSome(house, { form: plan.form, period: returns.last, left: returns.left })
  return finish(making, returns)
}

/** The last period of the form whose due day has passed. */
export function lastPeriod(house: House, form: ProgrammeForm): Period {
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  const ended = endedPeriods(form, today, 3)
  return ended.find((period) => dueOn(form, period, programme.calendar) < today) ?? (ended[0] as Period)
}

/** The months of a population that ends with a period. */
export function monthsUntil(last: Period, months: number): MadeMonths {
  const first = fromOrdinal('month', toOrdinal(monthsIn(last).at(-1) as Period) - months + 1)
  return { firstYear: periodYear(first), firstMonth: periodIndex(first), months }
}

/** What the generator must know of the programme. */
export function worldOf(programme: Programme): PopulationWorld {
  const names = new Map(
    (findRegisterTaxonomy(programme, 'industry')?.classes ?? []).map((each) => [each.id, each.name.zh]),
  )
  return {
    membersOf: (address) => industriesOf(programme, address),
    placeName: (place) => programme.places[place]?.name.zh ?? place,
    industryName: (industry) => names.get(industry) ?? industry,
  }
}

/** Industries of the register that a class of another taxonomy takes in, by the crosswalk from the register to it. */
function industriesOf(programme: Programme, address: string): ReadonlySet<string> {
  const [taxonomy, id = ''] = address.split('/')
  const register = findRegisterTaxonomy(programme, 'industry')
  const below = (
    classes: readonly { id: string; parent?: string | undefined }[],
    from: readonly string[],
  ): Set<string> => {
    const found = new Set(from)
    for (let size = -1; size < found.size; ) {
      size = found.size
      for (const each of classes) if (each.parent !== undefined && found.has(each.parent)) found.add(each.id)
    }
    return found
  }
  if (register === undefined || taxonomy === register.id) return below(register?.classes ?? [], [id])
  const wanted = below(programme.taxonomies[taxonomy ?? '']?.classes ?? [], [id])
  const walks = Object.values(programme.crosswalks).filter((walk) => walk.from === register.id && walk.to === taxonomy)
  const from = walks.flatMap((walk) =>
    walk.links.filter((link) => wanted.has(link.to) && link.part !== true).map((link) => link.from),
  )
  return below(register.classes, from)
}

type Entering = Pick<Making, 'plan' | 'enterprises' | 'world' | 'progress'> & { readonly span: MadeMonths }

/** Enters the enterprises and their parcels into the registers; answers how each is classified. */
async function enter(
  house: House,
  { plan, enterprises, span, world, progress }: Entering,
): Promise<SubjectClassification[]> {
  const programme = house.programme()
  const book = placesOf(programme)
  const sizes = sizesOf(plan, enterprises, world)
  const first = periodOf('month', span.firstYear, span.firstMonth)
  const step = 1000
  for (let from = 0; from < enterprises.length; from += step) {
    progress('enterprises', from, enterprises.length)
    const some = enterprises
      .slice(from, from + step)
      .map((each) => toRegister(each, { plan, yearly: paceOf(each, world.outputs), first, months: span.months }))
    await house.record.asSystem((tx) => createEnterprisesInBulk(tx, programme, some))
  }
  await populateParcels(house, plan, { enterprises, first })
  return enterprises.map(({ index, town, base, industry, ownership }) => ({
    town,
    base,
    industry,
    size: sizes[index] ?? null,
    ownership,
    places: resourcePlaces(book, town, base),
  }))
}

/** A made-up enterprise as the register enters it; `yearly` is its lead value in a year. */
export function toRegister(
  each: MadeEnterprise,
  { plan, yearly, first, months }: { plan: PopulationPlan; yearly: number; first: Period; months: number },
) {
  const size = sizeAt(plan, yearly)
  const stays = staysOf(plan, each, { yearly, first, months })
  const { id, name, creditCode, town, base, industry, ownership } = each
  const { since, until } = daysOf(each, first, months)
  const history = [{ from: '1900-01-01', to: null, town, base, industry, size, ownership }]
  const classes = { town, base, industry, size, ownership }
  const listed = { aboveScaleSince: since, aboveScaleUntil: until }
  return { id, name, creditCode, ...classes, ...listed, history, stays, synthetic: true }
}

/** By the yearly value of the lead indicator, at the pace of the last months. */
function sizesOf(
  plan: PopulationPlan,
  enterprises: readonly MadeEnterprise[],
  { outputs }: Pick<SeriesWorld, 'outputs'>,
): (string | null)[] {
  return enterprises.map((each) => sizeAt(plan, paceOf(each, outputs)))
}

export function sizeAt(plan: PopulationPlan, yearly: number): string | null {
  return plan.sizes.find((size) => size.up_to === undefined || yearly <= size.up_to)?.class ?? null
}

/** Output in a year at the pace of the last months. */
export function paceOf(each: MadeEnterprise, outputs: Outputs): number {
  const months = Math.min(12, each.until - each.from)
  let sum = 0
  for (let back = 0; back < months; back += 1) sum += outputs.at(each, each.until - 1 - back)
  return (sum / Math.max(1, months)) * 12
}

/** Share of the last period's returns that are still out. */
const lateAtTheEnd = 0.02

type Loaded = {
  readonly returns: number
  readonly values: number
  readonly last: Period
  readonly left: readonly LeftOut[]
}

async function loadReturns(making: Making): Promise<Loaded> {
  const { house, plan, form, world, progress } = making
  const programme = house.programme()
  const cells = bulkCells(house, plan.form)
  const periods = periodsOf(form, world.span)
  const last = periods.at(-1) as Period
  const demo = lastingOf({ ...making, span: world.span })
  const left: LeftOut[] = []
  let returns = 0
  for (const [done, period] of periods.entries()) {
    progress('returns', done, periods.length)
    const missing = plan.not_reported + (period === last ? lateAtTheEnd : 0)
    const knownAt = instantOn(dueOn(form, period, programme.calendar), 9)
    const asked = cellMonths(period, { span: world.span, cells, indicators: programme.indicators })
    const rows = making.enterprises.flatMap((enterprise): BulkReturn[] => {
      const series = making.series[enterprise.index]
      const amounts = asked.map((cell) => cellAmount(series, cell))
      if (amounts.every((amount) => amount === null)) return []
      const isDemo = period === last && enterprise === demo
      if (isDemo || randomFrom(plan.seed, 'missing', enterprise.index, period).next() < missing) {
        if (period === last && !isDemo) left.push({ subject: enterprise.id, amounts })
        return []
      }
      const codes = amounts.includes(null)
        ? amounts.map((amount) => (amount === null ? cellCodes.not_applicable : cellCodes.normal))
        : null
      const classification = making.classes[enterprise.index] as SubjectClassification
      return [{ subject: enterprise.id, classification, amounts, codes, submittedAt: knownAt, approvedAt: knownAt }]
    })
    await bulkLoadReturns(house, {
      form: plan.form,
      period,
      knownAt,
      returns: rows,
      submittedBy: 'system',
      approvedBy: 'system',
    })
    returns += rows.length
  }
  return { returns, values: returns * cells.length, last, left }
}

/** The periods of the form that lie wholly within the months of the population. */
export function periodsOf(form: ProgrammeForm, span: MadeMonths): Period[] {
  const first = toOrdinal(periodOf('month', span.firstYear, span.firstMonth))
  const years = Array.from({ length: Math.ceil(span.months / 12) + 1 }, (_, i) => span.firstYear + i)
  return years
    .flatMap((year) => reportingPeriods('month', year, form.january_february ?? 'separate'))
    .filter((period) =>
      monthsIn(period).every((month) => toOrdinal(month) >= first && toOrdinal(month) < first + span.months),
    )
}

async function loadYearly(making: Making): Promise<number> {
  const { house, plan, world, enterprises, progress } = making
  const { indicators } = house.programme()
  const inputs = Object.keys(plan.yearly).filter((indicator) => indicators[indicator] !== undefined)
  if (inputs.length === 0) return 0
  const yearly = enterprises.map((each) => yearlyOf(plan, each, making.series[each.index] as MadeSeries, world))
  const first = periodOf('month', world.span.firstYear, world.span.firstMonth)
  const last = fromOrdinal('month', toOrdinal(first) + world.span.months - 1)
  const years = Array.from(
    { length: periodYear(last) - periodYear(first) + 1 },
    (_, i) => periodYear(first) + i,
  ).filter((year) => isWhole(year, world.span))
  const cells = inputs.map((indicator) => ({ indicator, span: 'this' as const }))
  for (const [done, year] of years.entries()) {
    progress('yearly', done, years.length)
    const rows = enterprises.flatMap((each) => {
      const values = yearly[each.index]?.get(year)
      if (!values) return []
      const amounts = inputs.map((indicator) => exact(values.get(indicator), indicators[indicator]?.scale ?? 0))
      return [
        {
          subject: each.id,
          period: periodOf('year', year, 1),
          source: 'population',
          sourceVersion: 1,
          classification: making.classes[each.index] as SubjectClassification,
          amounts,
        },
      ]
    })
    const load = {
      subjectKind: 'enterprise',
      periodKind: 'year' as const,
      domain: 'administrative' as const,
      cells,
      actor: 'system',
    }
    await bulkLoad(house, load, { knownAt: instantOn(`${year + 1}-04-30`, 9), rows })
  }
  return years.length
}

/** Whether all months of a year are in the population. */
export function isWhole(year: number, span: MadeMonths): boolean {
  const first = toOrdinal(periodOf('month', span.firstYear, span.firstMonth))
  return toOrdinal(periodOf('month', year, 1)) >= first && toOrdinal(periodOf('month', year, 12)) < first + span.months
}

function exact(value: number | undefined, scale: number): string | null {
  return value === undefined ? null : toDecimalText(roundTo(new Decimal(value), scale))
}

/** The moment of a day at which the values of a period count as known. */
export function instantOn(day: string, hour: number): Date {
  return new Date(`${day}T${String(hour).padStart(2, '0')}:00:00Z`)
}

function lastMonthOf({ firstYear, firstMonth, months }: MadeMonths): Period {
  return fromOrdinal('month', toOrdinal(periodOf('month', firstYear, firstMonth)) + months - 1)
}

function finish(
  { house, enterprises, world, plan }: Making,
  told: Pick<Loaded, 'returns' | 'values'>,
): Promise<Populated> {
  return declareMade(house, { plan, enterprises, span: world.span }, told)
}

type Made = Pick<Making, 'plan' | 'enterprises'> & { readonly span: MadeMonths }

/** Says that everything here is made up, by one act. */
export async function declareMade(
  house: House,
  made: Made,
  { returns, values }: Pick<Loaded, 'returns' | 'values'>,
): Promise<Populated> {
  const { enterprises, span } = made
  const lastMonth = lastMonthOf(span)
  const value = { synthetic: true, enterprises: enterprises.length, months: span.months, lastMonth }
  await declareSynthetic(house, { lastMonth })
  await house.record.asSystem((tx) =>
    recordAct(tx, { name: 'population.loaded', subject: { kind: 'setting', id: 'population' }, detail: value }),
  )
  const { id, name, town } = lastingOf(made)
  return {
    enterprises: enterprises.length,
    returns,
    values,
    lastMonth,
    enterprise: { id, name: { zh: name, en: name }, place: town },
  }
}

/**
 * The first enterprise that reports from the first month to the last, if there is one among those that a named total counts: its clerk is
 * the demo's, its last return is still to fill, and what it reports is seen in the figures of the plans.
 */
function lastingOf({ enterprises, span, plan }: Made): MadeEnterprise {
  const lasting = enterprises.filter((each) => each.from === 0 && each.until >= span.months)
  const isNamed = ({ group }: MadeEnterprise) => plan.totals[group]?.group.includes('/') === true
  return lasting.find(isNamed) ?? lasting[0] ?? (enterprises[0] as MadeEnterprise)
}
