import { type Blank, blank, isBlank } from '#base/blank.ts'
import { Decimal, parseDecimal } from '#base/decimal.ts'
import { once } from '#base/once.ts'
import type { Quantity } from '#base/quantity.ts'
import type { Formula } from '#pack/formula/node.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { StandardRow } from '#pack/schema/standard.ts'
import { type Asked, assessRow, type LandGiven, type RowOutcome } from '#pack/standards.ts'
import type { Answer, EntryRow, MatchWorld, Need, OfferTerms, RowReason } from './model.ts'

/** What counts as ample: a tenth more than the least, a tenth less than the most. */
const tenth = { low: new Decimal('1.1'), high: new Decimal('0.9') }

/** The formulas of a row by their texts, parsed once. */
export const formulasOf: (row: StandardRow) => Readonly<Record<string, Formula>> = once((row: StandardRow) => {
  const { measure, where, amount, eases = [] } = row
  const texts = [measure, where, ...eases.map(({ when }) => when)]
  const formula = amount !== undefined && 'formula' in amount ? amount.formula : undefined
  return Object.fromEntries(
    [...texts, formula].flatMap((text) => (text === undefined ? [] : [[text, parseFormula(text)]])),
  )
})

/** What is known when a need is held against an offer: measures of the ground first, then what is promised. */
export function givenOf(
  need: Pick<Need, 'promises' | 'industry'>,
  offer: Pick<OfferTerms, 'measures' | 'places'>,
  world: MatchWorld,
): LandGiven {
  const { industry, promises } = need
  const valueOf = (name: string): Quantity | undefined => {
    if (Object.hasOwn(offer.measures, name)) return offer.measures[name]
    return Object.hasOwn(promises, name) ? promises[name] : undefined
  }
  return {
    valueOf: ({ name, shifts }) => (shifts.length === 0 ? valueOf(name) : undefined) ?? blank('not_reported'),
    isIn(attribute, classes) {
      if (attribute === 'industry') return industry === null ? undefined : world.belongs([industry], classes)
      return offer.places.some((place) => classes.includes(place))
    },
  }
}

const answers: Readonly<Record<RowOutcome['answer'], Answer>> = {
  met: 'yes',
  unmet: 'no',
  unknown: 'unknown',
  not_stated: 'unknown',
  not_asked: 'yes',
  waived: 'yes',
}

/** How an entry condition stands to what is promised. One without an amount, or in words alone, nobody can judge yet. */
export function judgeRow(entry: EntryRow, given: LandGiven): RowReason {
  const { row } = entry
  const outcome = assessRow({ id: row.id, formulas: formulasOf(row) }, row, given)
  return {
    entry,
    answer: answers[outcome.answer],
    promised: outcome.value,
    asked: outcome.asked,
    missing: [...new Set(outcome.missing.map(({ name }) => name))],
    ample: outcome.answer === 'not_asked' || (outcome.answer === 'met' && isAmple(outcome)),
  }
}

function isAmple({ value, asked }: { readonly value: Quantity | Blank; readonly asked: Asked }): boolean {
  if (isBlank(value) || isBlank(asked)) return false
  const { low, high } = ampleEnds({
    ...(asked.low === undefined ? {} : { low: parseDecimal(asked.low.value) }),
    ...(asked.high === undefined ? {} : { high: parseDecimal(asked.high.value) }),
  })
  const amount = parseDecimal(value.value)
  return (low === undefined || amount.gte(low)) && (high === undefined || amount.lte(high))
}

export type Ends = { readonly low?: Decimal; readonly high?: Decimal }

/** From where on, or up to where, a row is amply met; a range is wherever it is met. */
export function ampleEnds(ends: Ends): Ends {
  const { low, high } = ends
  if (low !== undefined && high !== undefined) return ends
  return {
    ...(low === undefined ? {} : { low: low.times(tenth.low) }),
    ...(high === undefined ? {} : { high: high.times(tenth.high) }),
  }
}

/** What a row asks of everybody alike; undefined where it depends on something, or on somebody’s word. */
export function plainEnds({ kind, measure, unit, amount, where, eases }: StandardRow): Ends | undefined {
  if (measure === undefined || unit === undefined || amount === undefined) return undefined
  if (where !== undefined || eases !== undefined) return undefined
  if ('low' in amount) return { low: parseDecimal(amount.low), high: parseDecimal(amount.high) }
  if (!('value' in amount)) return undefined
  const value = parseDecimal(amount.value)
  if (kind === 'at_least') return { low: value }
  return kind === 'at_most' ? { high: value } : { low: value, high: value }
}
