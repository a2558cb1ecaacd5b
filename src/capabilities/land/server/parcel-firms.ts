import { type Actor, can, type Decision } from '#base/decision.ts'
import { blank, type Blank, isBlank } from '#base/blank.ts'
import { toDecimalText, parseDecimal } from '#base/decimal.ts'
import type { Figure } from '#base/figure.ts'
import { endOf, parsePeriod } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { Quantity } from '#base/quantity.ts'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { listEnterprisesById, organisationOf } from '#capabilities/enterprises/server/service.ts'
import { releasedGrades } from '#capabilities/evaluations/server/service.ts'
import { askFigures, figureOf, latestPeriods } from '#capabilities/indicators/server/service.ts'
import { listOccupationsOn, listParcelsById } from '#capabilities/parcels/server/service.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { citedSource } from '#pack/citation.ts'
import { getDoc } from '#pack/lookup.ts'
import { textOf } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { ParcelFirm, ParcelFirms } from '../contract/firms.ts'
import { type GivenByFirm, type PerMu, perMuIndicators, ratioOfSums } from '../rules/per-mu.ts'

/** More firms than this are counted and not looked at. */
const most = 40

type Asked = { readonly id: string; readonly actor: Actor }

/** A firm on the parcel, and which of its figures this reader may see. */
type Firm = {
  readonly id: string
  readonly name: string
  readonly area: string | null
  readonly organisations: readonly string[]
  readonly places: readonly string[]
  /** The place whose single values the reader may see and in which the firm stands; undefined: none. */
  readonly seenIn: string | undefined
}

/** The firms on a parcel today, with figures per mu and grades as far as the reader may see them. @throws Problem not_found */
export async function showParcelFirms(house: House, tx: Transaction, { id, actor }: Asked): Promise<ParcelFirms> {
  const programme = house.programme()
  const { firms, left } = await firmsOn(house, tx, { id, actor })
  const period = await latestYear(house)
  const figures = period === null ? [] : perMuIndicators(programme, endOf(parsePeriod(period)))
  const told = await figuresOf(house, actor, { firms, figures, period })
  const grades = await releasedGrades(
    tx,
    firms
      .filter(({ organisations, places }) => mayGrades(actor, { organisations, places }).allowed)
      .map((firm) => firm.id),
  )
  return {
    day: todayOf(house),
    period,
    indicators: figures.map(({ indicator: { id: one, name, unit, scale } }) => ({
      id: one,
      name: textOf(name),
      unit,
      scale,
    })),
    rows: firms.map((firm): ParcelFirm => {
      const grade = grades.get(firm.id)
      return {
        enterprise: { id: firm.id, name: firm.name },
        area: firm.area,
        figures: told.get(firm.id)?.figures ?? null,
        grade: grade ?? null,
      }
    }),
    left,
    whole: period === null ? null : await wholeOf(house, { id, period, figures, told, count: firms.length + left }),
    maySeeFigures: maySee(actor, firms),
    maySeeGrades: can(actor, 'evaluations.see_values'),
  }
}

function mayGrades(actor: Actor, reach: Pick<Firm, 'organisations' | 'places'>): Decision {
  return can(actor, 'evaluations.see_values', reach)
}

/** Whether the reader may see the figures of any of these firms, and if not, why. */
function maySee(actor: Actor, firms: readonly Firm[]): Decision {
  const general = [can(actor, 'indicators.see'), can(actor, 'observations.see_micro')].find(({ allowed }) => !allowed)
  if (general !== undefined) return general
  if (firms.length === 0 || firms.some(({ seenIn }) => seenIn !== undefined)) return { allowed: true }
  return { allowed: false, reason: 'decision.out_of_reach', details: { permission: 'observations.see_micro' } }
}

async function latestYear(house: House): Promise<string | null> {
  return (await latestPeriods(house)).byKind.year ?? null
}

async function firmsOn(house: House, tx: Transaction, { id, actor }: Asked): Promise<{ firms: Firm[]; left: number }> {
  const programme = house.programme()
  if (!(await listParcelsById(tx, [id])).has(id)) throw new Problem('not_found', { details: { kind: 'parcel', id } })
  const today = todayOf(house)
  const stays = (await listOccupationsOn(tx, [id])).filter(
    ({ from, to }) => from <= today && (to === null || today < to),
  )
  const known = await listEnterprisesById(
    tx,
    stays.map(({ enterprise }) => enterprise),
  )
  const firms = stays.flatMap(({ enterprise, area }): Firm[] => {
    const found = known.get(enterprise)
    if (found === undefined) return []
    const own = [found.town, ...(found.base === null ? [] : [found.base])]
    return [
      {
        id: enterprise,
        name: found.name,
        area,
        organisations: [organisationOf(enterprise)],
        places: [...new Set(own.flatMap((place) => placesAround(programme, place)))],
        seenIn: seenIn(programme, actor, own),
      },
    ]
  })
  return { firms: firms.slice(0, most), left: Math.max(0, stays.length - most) + (stays.length - firms.length) }
}

/** Single values are asked of the smallest place that lets the reader see them; nobody sees more here than among the figures themselves. */
function seenIn(programme: Programme, actor: Actor, own: readonly string[]): string | undefined {
  if (!can(actor, 'indicators.see').allowed) return undefined
  const held = (place: string) => can(actor, 'observations.see_micro', { places: [place] }).allowed
  return [programme.rootPlace, ...own].find(held)
}

type Told = { readonly figures: Figure[]; readonly given: GivenByFirm }
type FiguresAsked = {
  readonly firms: readonly Firm[]
  readonly figures: readonly PerMu[]
  readonly period: string | null
}

/** The figures of each firm whose single values the reader may see, and what they are computed from. */
async function figuresOf(
  house: House,
  actor: Actor,
  { firms, figures, period }: FiguresAsked,
): Promise<Map<string, Told>> {
  const seen = firms.filter((firm) => firm.seenIn !== undefined)
  if (period === null || figures.length === 0) return new Map()
  const inputs = [...new Set(figures.flatMap((one) => one.inputs))]
  const indicators = [...figures.map(({ indicator }) => indicator.id), ...inputs]
  const told = new Map<string, Told>()
  for (const { id, seenIn: place = '' } of seen) {
    const where = { enterprise: id, ...(place === house.programme().rootPlace ? {} : { place }) }
    const table = await askFigures(house, actor, {
      indicators,
      periods: [period],
      where,
      span: 'this',
      by: [],
      compare: [],
    })
    const [row] = table.rows
    if (row === undefined) continue
    const all = indicators.map((_, column) => figureOf(table, row, column))
    told.set(id, {
      figures: all.slice(0, figures.length),
      given: new Map(inputs.map((input, at) => [input, all[figures.length + at]?.value ?? blank('not_reported')])),
    })
  }
  return told
}

type WholeAsked = {
  readonly id: string
  readonly period: string
  readonly figures: readonly PerMu[]
  readonly told: ReadonlyMap<string, Told>
  readonly count: number
}

/** The ratios of the sums over all firms of the parcel, where there are several and the reader may see each. */
async function wholeOf(house: House, { id, period, figures, told, count }: WholeAsked): Promise<Figure[] | null> {
  if (count < 2 || told.size < count) return null
  const programme = house.programme()
  const given = [...told.values()].map((one) => one.given)
  const synthetic = await isSynthetic(house)
  return figures.map((figure): Figure => {
    const { indicator, inputs } = figure
    const value = ratioOfSums(figure, given)
    const complete = given.filter((one) => inputs.every((input) => !isBlank(one.get(input) ?? blank('not_reported'))))
    const entry = indicator.formulas.findLast(({ from }) => from <= endOf(parsePeriod(period)))
    const lineage = `/api/land/parcels/${id}/firms/lineage?${new URLSearchParams({ indicator: indicator.id })}`
    return {
      value,
      marks: synthetic ? ['synthetic'] : [],
      explanation: {
        ...(entry === undefined
          ? {}
          : {
              formula: {
                id: indicator.id,
                text: entry.is.text,
                from: entry.from,
                source: citedSource(programme, entry.source, 'zh'),
              },
            }),
        coverage: { reported: complete.length, expected: given.length },
        blanks: complete.length === given.length ? {} : { not_reported: given.length - complete.length },
        knownAt: house.clock.now().toISOString(),
        lineage,
      },
    }
  })
}

/** The firms behind a ratio of sums, each with its own figure and what that is computed from. @throws Problem not_found */
export async function parcelFirmsLineage(
  house: House,
  tx: Transaction,
  { id, indicator, actor }: Asked & { readonly indicator: string },
) {
  const { firms } = await firmsOn(house, tx, { id, actor })
  const period = await latestYear(house)
  const all = period === null ? [] : perMuIndicators(house.programme(), endOf(parsePeriod(period)))
  const figures = all.filter((one) => one.indicator.id === indicator)
  if (figures.length === 0) throw new Problem('not_found', { details: { kind: 'indicator', id: indicator } })
  const told = await figuresOf(house, actor, { firms, figures, period })
  const rows = firms.flatMap((firm) => {
    const one = told.get(firm.id)
    const value = one?.figures[0]?.value
    if (one === undefined || value === undefined) return []
    const parts = [...one.given].map(([input, amount]) => ({
      name: textOf(getDoc(house.programme(), 'indicators', input).name),
      amount,
    }))
    const said = (language: 'zh' | 'en') =>
      parts.map(({ name, amount }) => `${name[language]} ${inWords(amount)}`).join(' · ')
    return [
      {
        id: firm.id,
        title: firm.name,
        detail: { zh: said('zh'), en: said('en') },
        value,
        period: period ?? '',
        to: enterprisePaths.one(firm.id),
      },
    ]
  })
  return { rows, total: rows.length }
}

function inWords(amount: Quantity | Blank): string {
  return isBlank(amount) ? '?' : `${toDecimalText(parseDecimal(amount.value))} ${amount.unit}`
}
