import { Decimal as Exact, type Decimal } from '#base/decimal.ts'
import { once } from '#base/once.ts'
import { unitProduct } from '#base/unit.ts'
import { dependenciesOf } from '#pack/formula/dependencies.ts'
import { evaluateNode, inUnit } from '#pack/formula/evaluate.ts'
import { childrenOf, type Formula, type Node } from '#pack/formula/node.ts'
import { compareRatios, type Ratio, ratioOf, signOf, times } from '#pack/formula/ratio.ts'
import type { StandardRow } from '#pack/schema/standard.ts'
import { ampleEnds, formulasOf, givenOf, judgeRow, plainEnds } from './measures.ts'
import { type EntryRow, isBinding, type MatchWorld, type Need, type OfferTerms } from './model.ts'

type PreparedRow = {
  readonly binding: boolean
  /** Nobody can judge it, whatever is promised: words alone, or an amount that is not stated. */
  readonly isOpen: boolean
  /** Numbers of the needs in the order of all amounts that they are compared with; undefined: judged one by one. */
  readonly scale: Scale | undefined
  readonly bounds: Bounds
  readonly judge: (need: Need) => ReturnType<typeof judgeRow>
}

/** Places in the order of a scale, all included. */
type Bounds = { low: number; high: number; ampleLow: number; ampleHigh: number }

/** How all conditions of an entry stand for one need. */
export type EntryAnswer = { no: boolean; unknown: boolean; ample: number }

/**
 * One amount that needs are judged by, such as investment in units of (price per area × area): the value of every need and every
 * limit of an offer, put in order once and exactly. After that, a comparison is one of places in that order.
 */
type Scale = {
  readonly left: Formula
  readonly unit: string
  readonly limits: { readonly at: Ratio; readonly set: (place: number) => void }[]
  /** Place of each need; -1 where nobody knows its amount. */
  readonly places: Int32Array
}

export type Conditions = {
  /** The entry of an offer; the same entry for the same conditions. */
  entryOf(offer: OfferTerms, rows: readonly EntryRow[]): number
  /** To be called once, when all entries are known. */
  putInOrder(): void
  answer(entry: number, need: number, into: EntryAnswer): void
}

/** Entry conditions of many offers against the promises of many needs. */
export function prepareConditions(needs: readonly Need[], world: MatchWorld): Conditions {
  const store: Store = { needs, world, scales: new Map(), rows: new Map(), made: new Map() }
  const entries: (readonly PreparedRow[])[] = []
  const known = new Map<OfferTerms, Map<readonly EntryRow[], number>>()
  return {
    entryOf(offer, rows) {
      const own = known.get(offer) ?? new Map<readonly EntryRow[], number>()
      known.set(offer, own)
      const found = own.get(rows)
      if (found !== undefined) return found
      const ground = JSON.stringify(offer.measures)
      entries.push(rows.map((row) => preparedRow(row, { offer, ground, store })))
      own.set(rows, entries.length - 1)
      return entries.length - 1
    },
    putInOrder() {
      for (const scale of store.scales.values()) order(scale, store)
    },
    answer(entry, need, into) {
      into.no = false
      into.unknown = false
      into.ample = 0
      for (const row of entries[entry] as readonly PreparedRow[]) judge(row, { need, whole: needs[need] as Need }, into)
    },
  }
}

function judge(row: PreparedRow, of: { need: number; whole: Need }, into: EntryAnswer): void {
  if (row.isOpen) {
    if (row.binding) into.unknown = true
    return
  }
  if (row.scale === undefined) {
    const { answer, ample } = row.judge(of.whole)
    if (ample) into.ample += 1
    if (row.binding && answer === 'no') into.no = true
    else if (row.binding && answer === 'unknown') into.unknown = true
    return
  }
  const place = row.scale.places[of.need] as number
  const { low, high, ampleLow, ampleHigh } = row.bounds
  if (place < 0) {
    if (row.binding) into.unknown = true
  } else if (place < low || place > high) {
    if (row.binding) into.no = true
  } else if (place >= ampleLow && place <= ampleHigh) {
    into.ample += 1
  }
}

type Store = {
  readonly needs: readonly Need[]
  readonly world: MatchWorld
  readonly scales: Map<string, Scale>
  /** Rows of the same content are one. */
  readonly rows: Map<string, EntryRow>
  readonly made: Map<EntryRow, Map<string, PreparedRow>>
}

type Around = { readonly offer: OfferTerms; readonly ground: string; readonly store: Store }

/** A row made ready; one that does not ask about the ground is the same for all offers. */
function preparedRow(given: EntryRow, around: Around): PreparedRow {
  const { offer, ground, store } = around
  const ends = plainEnds(given.row)
  if (ends === undefined) return judgedAlone(given, around)
  const { kind, measure = '', unit = '', amount, nature } = given.row
  const content = `${kind} ${measure} ${unit} ${JSON.stringify(amount)} ${nature}`
  const entry = store.rows.get(content) ?? given
  store.rows.set(content, entry)
  const made = store.made.get(entry) ?? new Map<string, PreparedRow>()
  store.made.set(entry, made)
  const tree = formulasOf(entry.row)[measure]?.tree
  const key = tree !== undefined && isOf(tree, offer, 'need') ? '' : ground
  const found = made.get(key) ?? compared(entry, around) ?? judgedAlone(entry, around)
  made.set(key, found)
  return found
}

function judgedAlone(entry: EntryRow, { offer, store }: Around): PreparedRow {
  return {
    binding: isBinding(entry),
    isOpen: isOpen(entry.row),
    bounds: { low: 0, high: everything, ampleLow: 0, ampleHigh: everything },
    judge: (need) => judgeRow(entry, givenOf(need, offer, store.world)),
    scale: undefined,
  }
}

function isOpen({ where, measure, amount }: StandardRow): boolean {
  return where === undefined && (measure === undefined || (amount !== undefined && 'not_stated' in amount))
}

/** A row as places in the order of an amount; undefined where its measure cannot be told in promises alone. */
function compared(entry: EntryRow, around: Around): PreparedRow | undefined {
  const { offer, store } = around
  const split = splitRow(entry.row, offer, store.world)
  if (split === undefined) return undefined
  const { left, by, unit } = split
  const key = `${left.text.slice(...left.tree.at)} in ${unit}`
  const scale = store.scales.get(key) ?? { left, unit, limits: [], places: new Int32Array(store.needs.length) }
  store.scales.set(key, scale)
  const row = { ...judgedAlone(entry, around), scale }
  for (const { ratio, set } of limitsOf(entry.row)) {
    scale.limits.push({ at: times(ratio, by), set: (place) => set(row.bounds, place) })
  }
  return row
}

const everything = 2 ** 30

type Limit = { readonly ratio: Ratio; readonly set: (bounds: Bounds, place: number) => void }

/** Places at which the standards of the programme round what they measure. */
const rowPlaces = 8
const half = new Exact(`5e-${rowPlaces + 1}`)

/**
 * Where a row begins and ends to be met and amply met. A value that is rounded, ties away from zero, reaches an amount from half
 * a digit below it on, and goes beyond it from half a digit above.
 */
const limitsOf: (row: StandardRow) => readonly Limit[] = once((row: StandardRow) => {
  const met = plainEnds(row) ?? {}
  const ample = ampleEnds(met)
  const below = (amount: Decimal | undefined, key: 'low' | 'ampleLow'): Limit[] => {
    if (amount === undefined) return []
    const from = amount.toDecimalPlaces(rowPlaces, Exact.ROUND_CEIL).minus(half)
    const step = from.isNegative() ? 1 : 0
    return [{ ratio: ratioOf(from.toFixed()), set: (bounds, place) => (bounds[key] = place + step) }]
  }
  const above = (amount: Decimal | undefined, key: 'high' | 'ampleHigh'): Limit[] => {
    if (amount === undefined) return []
    const to = amount.toDecimalPlaces(rowPlaces, Exact.ROUND_FLOOR).plus(half)
    const step = to.gt(0) ? 1 : 0
    return [{ ratio: ratioOf(to.toFixed()), set: (bounds, place) => (bounds[key] = place - step) }]
  }
  return [
    ...below(met.low, 'low'),
    ...above(met.high, 'high'),
    ...below(ample.low, 'ampleLow'),
    ...above(ample.high, 'ampleHigh'),
  ]
})

type Split = { readonly left: Formula; readonly by: Ratio; readonly unit: string }

const plain = { over: 1n, under: 1n }

/** A measure that hangs on promises alone, or is promises over measures of the ground: then its limits can be told in promises. */
function splitRow(row: StandardRow, offer: OfferTerms, world: MatchWorld): Split | undefined {
  const formula = formulasOf(row)[row.measure ?? '']
  if (formula === undefined || row.unit === undefined) return undefined
  const { tree } = formula
  if (isOf(tree, offer, 'need')) return { left: formula, by: plain, unit: row.unit }
  if (tree.kind !== 'arithmetic' || tree.operator !== '/') return undefined
  if (!isOf(tree.left, offer, 'need') || !isOf(tree.right, offer, 'ground')) return undefined
  const given = givenOf({ promises: {}, industry: null }, offer, world)
  const ground = evaluateNode(tree.right, { formula, given, shifts: [] })
  if (ground.is !== 'amount' || signOf(ground.ratio) <= 0) return undefined
  const unit = unitProduct(row.unit, ground.unit).code
  return { left: { text: formula.text, tree: tree.left }, by: ground.ratio, unit }
}

function isOf(tree: Node, offer: OfferTerms, whose: 'need' | 'ground'): boolean {
  const names = dependenciesOf(tree).filter(({ shifts }) => shifts.length === 0)
  if (asksAround(tree)) return false
  return names.every(({ name }) => (offer.measures[name] !== undefined) === (whose === 'ground'))
}

/** Whether an attribute is asked, such as the place: then the offer answers with the need. */
function asksAround(tree: Node): boolean {
  return tree.kind === 'in' || childrenOf(tree).some(asksAround)
}

/** Puts the amounts of all needs and all limits in order; equal ones share a place. */
function order(scale: Scale, { needs, world }: Store): void {
  const values = needs.map((need) => valueOf(scale, need, world))
  const all = [
    ...values.flatMap((value, need) =>
      value === undefined ? [] : [marked(value, (place) => (scale.places[need] = place))],
    ),
    ...scale.limits.map(({ at, set }) => marked(at, set)),
  ].sort((a, b) => compareMarked(a, b))
  for (const [need, value] of values.entries()) if (value === undefined) scale.places[need] = -1
  let place = 1
  for (const [at, one] of all.entries()) {
    const before = all[at - 1]
    if (before !== undefined && compareMarked(before, one) !== 0) place += 2
    one.set(place)
  }
}

function valueOf({ left, unit }: Scale, need: Need, world: MatchWorld): Ratio | undefined {
  const given = givenOf(need, nowhere, world)
  const outcome = evaluateNode(left.tree, { formula: left, given, shifts: [] })
  return outcome.is === 'amount' ? inUnit(outcome, unit) : undefined
}

const nowhere = { measures: {}, places: [] }

type Marked = { readonly ratio: Ratio; readonly near: number; readonly set: (place: number) => void }

function marked(ratio: Ratio, set: (place: number) => void): Marked {
  return { ratio, near: Number(ratio.over) / Number(ratio.under), set }
}

/** Doubles that are clearly apart stand as the fractions do; all others are compared exactly. */
function compareMarked(a: Marked, b: Marked): number {
  const apart = a.near - b.near
  if (Math.abs(apart) > 1e-9 * Math.max(Math.abs(a.near), Math.abs(b.near))) return apart
  return compareRatios(a.ratio, b.ratio)
}
