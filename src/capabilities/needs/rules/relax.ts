import { isBlank } from '#base/blank.ts'
import { type Decimal, parseDecimal } from '#base/decimal.ts'
import { daysBetween, type PlainDate } from '#base/plain-date.ts'
import { amount, compare, convert, type Quantity } from '#base/quantity.ts'
import type { CompareNode } from '#pack/formula/node.ts'
import { nearMiss } from '#pack/formula/near-miss.ts'
import { formulasOf, givenOf } from './measures.ts'
import {
  isBinding,
  type Match,
  type MatchWorld,
  type Need,
  type OfferTerms,
  type Rule,
  type RowReason,
} from './model.ts'
import { matchOne, partsOf, pricesOf } from './one.ts'
import { daysThatCount } from './score.ts'

/** One change of a need, in its own units; `size` is how large it is beside what was asked, in thousandths. */
export type Change = {
  readonly what:
    | 'kind'
    | 'least'
    | 'most'
    | 'date'
    | 'power'
    | 'clean_room'
    | 'ceiling'
    | 'floor_load'
    | 'tenure'
    | 'price'
    | 'rent'
    | 'place'
    | 'promise'
  /** The measure of a promise. */
  readonly name: string | null
  readonly from: string | null
  readonly to: string | null
  readonly unit: string | null
  readonly size: number
}

export type Relaxation = {
  readonly offer: string
  /** The smallest first. */
  readonly changes: readonly Change[]
  readonly size: number
  /** The need with all of them. */
  readonly need: Need
}

/** How large it is to give up something that has no amount. */
const given = { kind: 500, clean_room: 1000, tenure: 250, place: 500 } as const

/** More than that often, a promise that serves one condition breaks another. */
const mostRounds = 6

export type Held = { readonly need: Need; readonly offer: OfferTerms; readonly world: MatchWorld }

/**
 * What would have to be different for an offer to fit: for each rule that says no the smallest change that satisfies it. Undefined
 * where no change of the need would do, as with the industry. @param most size from which on nobody is interested any more
 */
export function nearestRelaxation(held: Held, most = Number.POSITIVE_INFINITY): Relaxation | undefined {
  const { offer, world } = held
  let { need } = held
  for (let round = 0; round < mostRounds; round += 1) {
    const match = matchOne(need, offer, world)
    if (match.fits) return told(held.need, need, offer)
    const next = match.no.includes('industry') ? undefined : relaxed({ need, offer, world }, match, most)
    if (next === undefined) return undefined
    need = next
  }
  return undefined
}

/** Of all offers that do not fit, the one that needs the least change; of equal ones the first by code. */
export function cheapestRelaxation(
  need: Need,
  offers: readonly OfferTerms[],
  world: MatchWorld,
): Relaxation | undefined {
  let best: Relaxation | undefined
  for (const offer of offers.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.id < b.id ? -1 : 1))) {
    const found = nearestRelaxation({ need, offer, world }, best?.size)
    if (found !== undefined && found.size > 0 && (best === undefined || found.size < best.size)) best = found
  }
  return best
}

/** The need with what its refusals ask for; first what is plain, and promises only where the rest is small enough. */
function relaxed(held: Held, match: Match, most: number): Need | undefined {
  let { need } = held
  for (const rule of match.no) if (rule !== 'conditions') need = withoutRefusal(rule, need, held.offer)
  if (!match.no.includes('conditions')) return need
  if (changesBetween(held.need, need).reduce((sum, { size }) => sum + size, 0) >= most) return undefined
  for (const row of match.rows) {
    if (row.answer !== 'no' || !isBinding(row.entry)) continue
    const promise = promiseFor(row, { ...held, need })
    if (promise === undefined) return undefined
    need = { ...need, promises: { ...need.promises, [promise.name]: promise.to } }
  }
  return need
}

function withoutRefusal(rule: Rule, need: Need, offer: OfferTerms): Need {
  const { area } = need
  const { from, to } = partsOf(offer)
  switch (rule) {
    case 'kind':
      return { ...need, kind: 'either' }
    case 'area':
      return {
        ...need,
        area: {
          least: area.least !== null && to.lt(area.least) ? offer.area : area.least,
          most: area.most !== null && from.gt(area.most) ? (offer.least ?? offer.area) : area.most,
        },
      }
    case 'date':
      return { ...need, byDate: offer.from }
    case 'power':
      return { ...need, powerKw: offer.powerKw }
    case 'clean_room':
      return { ...need, cleanRoom: false }
    case 'ceiling':
      return { ...need, ceiling: offer.ceiling }
    case 'floor_load':
      return { ...need, floorLoad: offer.floorLoad }
    case 'tenure':
      return { ...need, tenures: [...need.tenures, ...offer.tenures.slice(0, 1)] }
    case 'price': {
      const { price } = pricesOf(need, offer)
      return offer.kind === 'parcel' ? { ...need, priceMost: price } : { ...need, rentMost: price }
    }
    default:
      return { ...need, onlyThere: false }
  }
}

/** The smallest change of a single promise that meets a condition. */
function promiseFor(row: RowReason, { need, offer, world }: Held): { name: string; to: Quantity } | undefined {
  const goal = goalOf(row)
  if (goal === undefined) return undefined
  const miss = nearMiss(goal, givenOf(need, offer, world))
  if (miss.kind !== 'change') return undefined
  const ways = miss.one_of.flatMap((way) => {
    if (way.kind !== 'value' || Object.hasOwn(offer.measures, way.name)) return []
    const now = need.promises[way.name]
    if (now === undefined || amount(way.to).isNegative()) return []
    const to = convert(way.to, now.unit)
    return [{ name: way.name, to, size: sizeOf(amount(now), amount(to)) }]
  })
  return ways.toSorted((a, b) => a.size - b.size || (a.name < b.name ? -1 : 1))[0]
}

/** What a condition that is not met comes down to: its measure at least, or at most, what is asked. */
function goalOf({ entry, promised, asked }: RowReason): { text: string; tree: CompareNode } | undefined {
  const measure = formulasOf(entry.row)[entry.row.measure ?? '']
  if (measure === undefined || isBlank(promised) || isBlank(asked)) return undefined
  const isLow = asked.low !== undefined && compare(promised, asked.low) < 0
  const end = isLow ? asked.low : asked.high
  if (end === undefined) return undefined
  const at = measure.tree.at
  const right = { kind: 'number', value: end.value, unit: end.unit, at } as const
  return { text: measure.text, tree: { kind: 'compare', operator: isLow ? '>=' : '<=', left: measure.tree, right, at } }
}

/** The difference beside what there was, in thousandths, the rest cut off; at least 1 where there is any. */
function sizeOf(from: Decimal, to: Decimal): number {
  const difference = to.minus(from).abs()
  if (difference.isZero()) return 0
  if (from.isZero()) return 1000
  return Math.max(1, difference.times(1000).divToInt(from.abs()).toNumber())
}

function told(before: Need, need: Need, offer: OfferTerms): Relaxation {
  const changes = changesBetween(before, need).toSorted(
    (a, b) => a.size - b.size || (`${a.what}${a.name}` < `${b.what}${b.name}` ? -1 : 1),
  )
  return { offer: offer.id, changes, size: changes.reduce((sum, { size }) => sum + size, 0), need }
}

const units = {
  least: 'm2',
  most: 'm2',
  power: 'kW',
  ceiling: 'm',
  floor_load: 't/m2',
  price: null,
  rent: null,
} as const

function changesBetween(a: Need, b: Need): Change[] {
  const bare = { name: null, from: null, to: null, unit: null }
  const amounts: readonly (readonly [keyof typeof units, string | null, string | null])[] = [
    ['least', a.area.least, b.area.least],
    ['most', a.area.most, b.area.most],
    ['power', a.powerKw, b.powerKw],
    ['ceiling', a.ceiling, b.ceiling],
    ['floor_load', a.floorLoad, b.floorLoad],
    ['price', a.priceMost, b.priceMost],
    ['rent', a.rentMost, b.rentMost],
  ]
  const promised = Object.entries(b.promises).flatMap(([name, to]): Change[] => {
    const from = a.promises[name] as Quantity
    const size = sizeOf(amount(from), amount(to))
    return size === 0 ? [] : [{ what: 'promise', name, from: from.value, to: to.value, unit: to.unit, size }]
  })
  const added = b.tenures.filter((one) => !a.tenures.includes(one))
  return [
    ...(a.kind === b.kind ? [] : [{ ...bare, what: 'kind', from: a.kind, to: b.kind, size: given.kind } as const]),
    ...amounts.flatMap(([what, from, to]): Change[] =>
      from === to || from === null || to === null
        ? []
        : [{ what, name: null, from, to, unit: units[what], size: sizeOf(parseDecimal(from), parseDecimal(to)) }],
    ),
    ...laterOf(a.byDate, b.byDate),
    ...(a.cleanRoom === b.cleanRoom ? [] : [{ ...bare, what: 'clean_room', size: given.clean_room } as const]),
    ...added.map((to) => ({ ...bare, what: 'tenure', to, size: given.tenure }) as const),
    ...(a.onlyThere === b.onlyThere ? [] : [{ ...bare, what: 'place', size: given.place } as const]),
    ...promised,
  ]
}

function laterOf(from: PlainDate | null, to: PlainDate | null): Change[] {
  if (from === null || to === null || from === to) return []
  const size = Math.max(1, Math.floor((1000 * daysBetween(from, to)) / daysThatCount))
  return [{ what: 'date', name: null, from, to, unit: null, size }]
}
