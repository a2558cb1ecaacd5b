import { isBlank } from '#base/blank.ts'
import type { Actor } from '#base/decision.ts'
import { nearest } from '#base/nearest.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { convert, type Quantity, quantity } from '#base/quantity.ts'
import { askFigures } from '#capabilities/indicators/server/service.ts'
import { cellKey, latestCells } from '#capabilities/observations/server/service.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { createMembership } from '#pack/classes.ts'
import { textOf } from '#pack/naming.ts'
import type { Programme, ProgrammeLand } from '#pack/programme.ts'
import type { LandGiven } from '#pack/standards.ts'
import type { AskedAmount, CheckPreview, GivenAmount } from '../contract/checks.ts'
import type { KeptRow } from '../contract/indicators.ts'
import { amountAt, namesOfRow } from '../rules/check-amounts.ts'
import type { DueCheck } from '../rules/due-checks.ts'
import { givenOf, groundMeasure } from '../rules/known.ts'
import type { AgreementRow, KeptGiven } from './agreement-store.ts'
import { landOf } from './reach.ts'

/** What an officer says at a check. */
export type Saying = {
  readonly amounts: readonly { readonly measure: string; readonly year: number | null; readonly value: string }[]
  readonly facts: Readonly<Record<string, boolean>>
  readonly stated: Readonly<Record<string, boolean>>
  readonly relative: Readonly<Record<string, { readonly value: string; readonly source: string }>>
}

type Gathered = {
  readonly kept: KeptGiven
  readonly given: LandGiven
  readonly asks: CheckPreview['asks']
}

export type Gathering = {
  readonly agreement: AgreementRow
  readonly check: DueCheck
  readonly rows: readonly KeptRow[]
  readonly saying: Saying
  readonly actor: Actor
}

/**
 * Everything that the rows of a check are judged by: what the officer says, the ground of the agreement, what the house knows of the holder.
 * @throws Problem invalid_input for what no row of the check asks, refused_by_rule for figures of single firms from statistics
 */
export async function gather(house: House, tx: Transaction, asked: Gathering): Promise<Gathered> {
  const programme = house.programme()
  const land = landOf(programme)
  const { agreement, check, rows, saying, actor } = asked
  const names = new Set(rows.flatMap(({ row }) => namesOfRow(row)))
  const measures = land.measures.filter(({ id }) => names.has(id))
  const facts = land.facts.filter(({ id }) => names.has(id))
  demandAsked({ measures, facts, rows, years: check.years }, saying)
  const amounts = await amountsOf(house, tx, { ...asked, land, measures })
  const relative = { ...(await figuresOf(house, { agreement, check, rows, actor })), ...saying.relative }
  return {
    kept: { amounts, facts: saying.facts, stated: saying.stated, relative },
    given: landGiven(programme, { agreement, check, kept: { ...saying, amounts, relative } }),
    asks: {
      amounts: measures.flatMap((measure) => asksOf(measure, check.years, amounts)),
      facts: facts.map(({ id, name }) => ({ id, name: textOf(name) })),
      statements: rows
        .filter(({ row }) => row.measure === undefined)
        .map(({ row }) => ({ id: row.id, name: row.name })),
      relative: rows.flatMap(({ row }) => {
        if (row.amount === undefined || !('relative' in row.amount)) return []
        const known = relative[row.id]
        return [
          {
            row: { id: row.id, name: row.name },
            to: row.amount.relative.to,
            unit: row.unit ?? 'one',
            known: known?.value ?? null,
            source: known?.source ?? null,
          },
        ]
      }),
    },
  }
}

type Measure = ProgrammeLand['measures'][number]

/** Of the parcel once, of everything else for each year that the check judges. */
function yearsOf({ of }: Measure, years: readonly number[]): (number | null)[] {
  return of === 'parcel' || years.length === 0 ? [null] : [...years]
}

function asksOf(measure: Measure, years: readonly number[], amounts: readonly GivenAmount[]): AskedAmount[] {
  return yearsOf(measure, years).map((year) => {
    const known = amounts.find((one) => one.measure === measure.id && one.year === year)
    return {
      measure: { id: measure.id, name: textOf(measure.name) },
      of: measure.of,
      unit: measure.unit,
      definition: textOf(measure.definition),
      year,
      known: known?.value ?? null,
      from: known?.from ?? null,
    }
  })
}

type Demanded = {
  readonly measures: readonly Measure[]
  readonly facts: readonly { readonly id: string }[]
  readonly rows: readonly KeptRow[]
  readonly years: readonly number[]
}

function demandAsked({ measures, facts, rows, years }: Demanded, saying: Saying): void {
  const issues: ProblemIssue[] = saying.amounts.flatMap(({ measure, year }, at): ProblemIssue[] => {
    const found = measures.find(({ id }) => id === measure)
    if (found === undefined) return [unknown(`amounts.${at}.measure`, measure, measures)]
    const asked = yearsOf(found, years)
    if (asked.includes(year)) return []
    const expected = asked.map((one) => one ?? '—').join(', ')
    return [{ text: 'agreement.other_year', where: `amounts.${at}.year`, found: String(year ?? '—'), expected }]
  })
  const statements = rows.filter(({ row }) => row.measure === undefined).map(({ row }) => row)
  const moving = rows.filter(({ row }) => row.amount !== undefined && 'relative' in row.amount).map(({ row }) => row)
  for (const [where, given, known] of [
    ['facts', saying.facts, facts],
    ['stated', saying.stated, statements],
    ['relative', saying.relative, moving],
  ] as const)
    for (const id of Object.keys(given))
      if (!known.some((one) => one.id === id)) issues.push(unknown(`${where}.${id}`, id, known))
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
}

function unknown(where: string, found: string, known: readonly { readonly id: string }[]): ProblemIssue {
  const near = nearest(
    found,
    known.map(({ id }) => id),
  )
  return { text: 'agreement.not_asked', where, found, ...(near === undefined ? {} : { nearest: near }) }
}

/** Amounts by measure and year: the ground as agreed; else what the officer says; else what the house has of the holder. */
async function amountsOf(
  house: House,
  tx: Transaction,
  asked: Gathering & { readonly land: ProgrammeLand; readonly measures: readonly Measure[] },
): Promise<GivenAmount[]> {
  const { agreement, check, saying, land, measures } = asked
  const ground = groundMeasure(land)
  const known = await knownOf(house, tx, asked)
  return measures.flatMap((measure) =>
    yearsOf(measure, check.years).flatMap((year): GivenAmount[] => {
      const { id, unit } = measure
      if (id === ground)
        return [{ measure: id, year, value: agreement.area, unit: 'm2', from: 'agreement', indicator: null }]
      const said = saying.amounts.findLast((one) => one.measure === id && one.year === year)
      if (said !== undefined) return [{ measure: id, year, value: said.value, unit, from: 'officer', indicator: null }]
      const found = known.find((one) => one.measure === id && one.year === year)
      return found === undefined ? [] : [found]
    }),
  )
}

/** What the house has of the holder for the years of a check, from files of administration and declarations. */
async function knownOf(
  house: House,
  tx: Transaction,
  { agreement, check, measures }: Gathering & { readonly measures: readonly Measure[] },
): Promise<GivenAmount[]> {
  const { holder } = agreement
  const named = measures.filter(({ indicator }) => indicator !== undefined)
  if (holder === null || named.length === 0 || check.years.length === 0) return []
  demandNoStatistics(house.programme(), named)
  const cells = await inReachOfHouse(tx, () =>
    latestCells(
      tx,
      check.years.map((year) => ({ subject: holder, period: String(year) })),
    ),
  )
  return named.flatMap(({ id, indicator = '' }) =>
    check.years.flatMap((year): GivenAmount[] => {
      const content = cells.get(`${holder} ${year}`)?.get(cellKey({ indicator, span: 'this' }))
      if (content === undefined || !('value' in content)) return []
      const unit = house.programme().indicators[indicator]?.unit ?? ''
      return [{ measure: id, year, value: content.value, unit, from: 'indicator', indicator }]
    }),
  )
}

/** Single values of statistical returns are for statistics alone, whatever a pack says. */
function demandNoStatistics(programme: Programme, measures: readonly Measure[]): void {
  for (const { indicator = '' } of measures)
    if (programme.indicators[indicator]?.domain === 'statistical')
      throw new Problem('refused_by_rule', { details: { reason: 'agreement.statistical', found: indicator } })
}

type Comparing = Pick<Gathering, 'agreement' | 'check' | 'rows' | 'actor'>

/** The figures that rows of a year are compared with, where they name an indicator. */
async function figuresOf(
  house: House,
  { agreement, check, rows, actor }: Comparing,
): Promise<Record<string, { value: string; source: string }>> {
  const [year] = check.years
  const found: Record<string, { value: string; source: string }> = {}
  if (year === undefined || check.years.length > 1) return found
  for (const { row } of rows) {
    const relative = row.amount !== undefined && 'relative' in row.amount ? row.amount.relative : undefined
    if (relative?.indicator === undefined || row.unit === undefined) continue
    if (relative.by === 'industry' && agreement.industry === null) continue
    const period = String(relative.period === 'previous_year' ? year - 1 : year)
    const figure = await figureOf(house, actor, {
      indicator: relative.indicator,
      period,
      unit: row.unit,
      where: {
        ...(relative.place === undefined ? {} : { place: relative.place }),
        ...(relative.by === 'industry' ? { industry: agreement.industry ?? '' } : {}),
      },
    })
    if (figure !== undefined) found[row.id] = figure
  }
  return found
}

type FigureAsked = {
  readonly indicator: string
  readonly period: string
  /** The unit that it is wanted in. */
  readonly unit: string
  readonly where: { readonly place?: string; readonly industry?: string }
}

/** One figure as the actor may know it; undefined where there is none, or the programme no longer has it. */
async function figureOf(
  house: House,
  actor: Actor,
  { indicator, period, unit, where }: FigureAsked,
): Promise<{ value: string; source: string } | undefined> {
  const query = { indicators: [indicator], periods: [period], span: 'this' as const, by: [], where, compare: [] }
  try {
    const { rows, columns } = await askFigures(house, actor, query)
    const [value] = rows[0]?.cells[0] ?? []
    if (value === undefined || value === null || columns[0] === undefined) return undefined
    return { value: convert(quantity(value, columns[0].unit), unit).value, source: `${indicator} ${period}` }
  } catch (thrown) {
    if (thrown instanceof Problem) return undefined
    throw thrown
  }
}

type Judging = { readonly agreement: AgreementRow; readonly check: DueCheck; readonly kept: KeptGiven }

function landGiven(programme: Programme, { agreement, check, kept }: Judging): LandGiven {
  const land = landOf(programme)
  const values: Record<string, Quantity> = {}
  for (const { measure } of kept.amounts) {
    const amount = amountAt(kept.amounts, measure, check.years)
    if (!isBlank(amount)) values[measure] = amount
  }
  const standing = {
    places: agreement.places,
    memberOf: createMembership(programme),
    ...(agreement.industry === null ? {} : { industry: agreement.industry }),
  }
  return {
    ...givenOf(land, { values, facts: kept.facts }, standing),
    relativeOf: ({ id, unit = 'one' }) => {
      const figure = Object.hasOwn(kept.relative, id) ? kept.relative[id] : undefined
      return figure === undefined ? { blank: 'not_reported' } : quantity(figure.value, unit)
    },
    statedOf: ({ id }) => (Object.hasOwn(kept.stated, id) ? kept.stated[id] : undefined),
  }
}
