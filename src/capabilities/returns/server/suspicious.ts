import type { Actor } from '#base/decision.ts'
import { Decimal, roundTo, toDecimalText } from '#base/decimal.ts'
import { type Period, sameLastYear } from '#base/period.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeForm, ProgrammeIndicator } from '#pack/programme.ts'
import type { Suspicious } from '../contract/life.ts'
import { readCells } from '../rules/cell-text.ts'
import { type CellDefinition, recordedCells } from '../rules/form-cells.ts'
import { createMovements, type Matched, scoreOf } from '../rules/movement.ts'
import { periodBefore } from '../rules/periods.ts'
import { isEditable } from '../rules/review.ts'
import { getForm, workflowOf } from './lifecycle.ts'
import { type InBoth, industryParents, valuesInBoth } from './matched.ts'
import { listReturnsOf, type PendingReturn, pendingReturns } from './suspicious-store.ts'
import { stateName } from './view.ts'

export type SuspiciousAsked = {
  readonly form: string
  readonly period: Period
  readonly indicator?: string | undefined
  readonly base: 'period_before' | 'last_year'
  readonly place?: string | undefined
  readonly limit: number
  readonly actor: Actor
}

type Scored = Omit<
  Suspicious,
  'subjectName' | 'indicatorName' | 'unit' | 'id' | 'state' | 'stateName' | 'town' | 'townName'
>

/**
 * Returns of a period ranked by their effect on the published totals: weight × |reported − expected| ÷ total, where expected is what the
 * firm reported in the base period moved as its industry moved, and every firm stands for itself (weight 1). What is submitted counts as it
 * was submitted, what is approved as it was approved. It says where to look, and judges no enterprise.
 */
export async function listSuspicious(
  house: House,
  asked: SuspiciousAsked,
): Promise<{
  basePeriod: Period
  indicators: { id: string; name: Suspicious['indicatorName'] }[]
  judged: number
  rows: Suspicious[]
}> {
  const programme = house.programme()
  const form = getForm(programme, asked.form)
  const basePeriod = asked.base === 'last_year' ? sameLastYear(asked.period) : periodBefore(form, asked.period)
  const lines = addedLines(programme, form)
  const wanted = asked.indicator ?? lines[0]?.id
  const chosen = lines.filter((line) => wanted === 'all' || line.id === wanted)
  const indicators = chosen.map((line) => line.id)
  const firms = await valuesInBoth(house, { form, indicators, before: basePeriod, now: asked.period })
  return house.record.withActor(asked.actor, async (tx) => {
    const pending = await house.record.asSystem((all) =>
      pendingReturns(all, { form, period: asked.period, states: reviewed(programme, form) }),
    )
    const now = withPending(firms, pending, { cells: recordedCells(programme, form), indicators })
    const scored = scoreAll(now, indicators, industryParents(programme))
    const { judged, rows } = await named(programme, tx, { scored, asked, form })
    return { basePeriod, indicators: lines.map(({ id, name }) => ({ id, name })), judged, rows }
  })
}

/** Lines whose values add up to the published totals. */
function addedLines(programme: Programme, form: ProgrammeForm): ProgrammeIndicator[] {
  const ids = new Set(
    recordedCells(programme, form).flatMap((cell) => (cell.span === 'this' ? [cell.indicator.id] : [])),
  )
  return [...ids].flatMap((id) => {
    const indicator = programme.indicators[id]
    return indicator?.over_subjects === 'sum' ? [indicator] : []
  })
}

function reviewed(programme: Programme, form: ProgrammeForm): string[] {
  const workflow = workflowOf(programme, form)
  return workflow.states.map((state) => state.id).filter((state) => !isEditable(workflow, state))
}

/** What is submitted and not in the figures yet takes the place of what stands there. */
function withPending(
  firms: readonly InBoth[],
  pending: readonly PendingReturn[],
  { cells, indicators }: { cells: readonly CellDefinition[]; indicators: readonly string[] },
): InBoth[] {
  const known = new Map(firms.map((firm) => [firm.subject, firm]))
  for (const one of pending) {
    const readings = readCells(cells, one.cells)
    const now = indicators.map((indicator) => {
      const reading = readings.get(`${indicator}:this`)
      return reading !== undefined && 'value' in reading ? reading.value : undefined
    })
    const firm = known.get(one.subject) ?? {
      subject: one.subject,
      industry: null,
      before: indicators.map(() => undefined),
      now,
    }
    known.set(one.subject, { ...firm, now })
  }
  return [...known.values()]
}

/** Each firm by the indicator that it moves most. A ranking needs no exact sums: they are taken in doubles and shown rounded. */
function scoreAll(
  firms: readonly InBoth[],
  indicators: readonly string[],
  parentOf: (industry: string) => string | undefined,
): Scored[] {
  const { totals, matched } = summed(firms, indicators)
  const movement = createMovements(matched, parentOf)
  const moved = new Map<string, { factor: number; firms: number; of: string }>()
  const movedBy = (industry: string | null, indicator: string) => {
    const key = `${industry} ${indicator}`
    const known = moved.get(key)
    if (known !== undefined) return known
    const found = movement(industry, indicator)
    const made = { ...found, factor: found.factor.toNumber() }
    moved.set(key, made)
    return made
  }
  return firms.flatMap(({ subject, industry, before, now }) => {
    let worst: { i: number; score: number; expected: number } | undefined
    for (const [i, indicator] of indicators.entries()) {
      const [b, n, total = 0] = [before[i], now[i], totals[i]]
      if (b === undefined || n === undefined) continue
      const expected = Number(b) * movedBy(industry, indicator).factor
      const score = scoreOf(Number(n), { expected, total })
      if (worst === undefined || score > worst.score) worst = { i, score, expected }
    }
    if (worst === undefined) return []
    const { i, score, expected } = worst
    const indicator = indicators[i] ?? ''
    const { factor, firms: matchedFirms, of } = movedBy(industry, indicator)
    return [
      {
        subject,
        ...(industry === null ? {} : { industry }),
        indicator,
        reported: now[i] ?? '',
        base: before[i] ?? '',
        movement: rounded(factor, 4),
        matched: matchedFirms,
        movementOf: of,
        expected: rounded(expected, 2),
        total: rounded(totals[i] ?? 0, 2),
        score: rounded(score, 6),
      },
    ]
  })
}

function summed(firms: readonly InBoth[], indicators: readonly string[]): { totals: number[]; matched: Matched[] } {
  const totals = indicators.map(() => 0)
  type Sum = { industry: string | null; i: number; before: number; now: number; firms: number }
  const sums = new Map<string, Sum>()
  for (const { industry, before, now } of firms) {
    for (const i of indicators.keys()) {
      const [b, n] = [before[i], now[i]]
      if (n === undefined) continue
      totals[i] = (totals[i] ?? 0) + Number(n)
      if (b === undefined) continue
      const key = `${industry} ${i}`
      const sum = sums.get(key) ?? { industry, i, before: 0, now: 0, firms: 0 }
      sums.set(key, sum)
      sum.before += Number(b)
      sum.now += Number(n)
      sum.firms += 1
    }
  }
  const matched = [...sums.values()].map(
    ({ industry, i, before, now, firms: many }): Matched => ({
      industry,
      indicator: indicators[i] ?? '',
      before: rounded(before, 4),
      now: rounded(now, 4),
      firms: many,
    }),
  )
  return { totals, matched }
}

function rounded(value: number, scale: number): string {
  return toDecimalText(roundTo(new Decimal(value), scale))
}

type Naming = { readonly scored: readonly Scored[]; readonly asked: SuspiciousAsked; readonly form: ProgrammeForm }

/** The first of those that the actor may see, with the name of the firm and where its return stands. */
async function named(
  programme: Programme,
  tx: Transaction,
  { scored, asked, form }: Naming,
): Promise<{ judged: number; rows: Suspicious[] }> {
  const ranked = scored.toSorted((a, b) => Number(b.score) - Number(a.score) || (a.subject < b.subject ? -1 : 1))
  const places = asked.place === undefined ? undefined : new Set(placesAsked(placesOf(programme), asked.place))
  const workflow = workflowOf(programme, form)
  const rows: Suspicious[] = []
  const step = 500
  for (let from = 0; from < ranked.length && rows.length < asked.limit; from += step) {
    const some = ranked.slice(from, from + step)
    const subjects = some.map((one) => one.subject)
    const enterprises = await listEnterprisesById(tx, subjects)
    const returns = await listReturnsOf(tx, { form: form.id, period: asked.period, subjects })
    for (const one of some) {
      const enterprise = enterprises.get(one.subject)
      const found = returns.get(one.subject)
      const indicator = programme.indicators[one.indicator]
      if (enterprise === undefined || found === undefined || indicator === undefined || rows.length >= asked.limit)
        continue
      if (places !== undefined && !found.places.some((place) => places.has(place))) continue
      const town = programme.places[enterprise.town]?.name
      rows.push({
        ...one,
        id: found.id,
        subjectName: enterprise.name,
        town: enterprise.town,
        ...(town === undefined ? {} : { townName: town }),
        state: found.state,
        stateName: stateName(workflow, found.state),
        indicatorName: indicator.name,
        unit: indicator.unit,
      })
    }
  }
  return { judged: ranked.length, rows }
}
