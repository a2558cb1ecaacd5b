import { type BlankReason, blankReasons } from '#base/blank.ts'
import {
  compareRatios,
  divided,
  epsilon,
  minus,
  nearOf,
  none,
  plus,
  type Ratio,
  ratioOf,
  type RoundingMode,
  signOf,
  tenTo,
  times,
  wholeOf,
} from './ratios.ts'

/**
 * A number of every unit. Floating point answers most questions; whenever an answer lies within its error bound,
 * the exact fraction is asked, and that alone decides.
 */
export type Numbers = {
  /** Near the exact value. Of a unit without a value it means nothing. */
  readonly near: Float64Array
  /** At most so far from the exact value. */
  readonly within: Float64Array
  /** 0: there is a value; otherwise 1 + the place of the reason in `blankReasons`. */
  readonly blank: Uint8Array
  /** The exact value times ten to the `places`, where that is a whole number that floating point holds; NaN elsewhere. */
  readonly whole?: { readonly digits: Float64Array; readonly places: number }
  /** The exact value of a unit that has one. */
  exact(unit: number): Ratio
}

/** Whole numbers up to here survive a multiplication by a power of ten and rounding. */
const largestWhole = 2 ** 50
/** Room for what the bounds themselves lose when they are computed. */
const safe = 1 + 2 ** -48
/** Below this, floating point no longer keeps its relative error. */
const tiny = 1e-290

export function blankCode(reason: BlankReason): number {
  return 1 + blankReasons.indexOf(reason)
}

export function blankOf(numbers: Numbers, unit: number): BlankReason | undefined {
  return blankReasons[(numbers.blank[unit] as number) - 1]
}

function emptyColumns(size: number): { near: Float64Array; within: Float64Array; blank: Uint8Array } {
  return { near: new Float64Array(size), within: new Float64Array(size), blank: new Uint8Array(size) }
}

/** A column of decimal texts and reasons of blanks; `undefined` when nobody reported it. */
export function readNumbers(column: readonly string[] | undefined, size: number): Numbers {
  const { near, within, blank } = emptyColumns(size)
  if (column === undefined) return { near, within, blank: blank.fill(blankCode('not_reported')), exact: () => none }
  let places = 0
  for (let i = 0; i < size; i++) {
    const text = column[i] as string
    const code = blankReasons.indexOf(text as BlankReason)
    if (code >= 0) {
      blank[i] = code + 1
      continue
    }
    near[i] = Number(text)
    const point = text.indexOf('.')
    if (point >= 0) places = Math.max(places, text.length - point - 1)
  }
  const scale = 10 ** places
  const digits = new Float64Array(size)
  const long = new Map<number, Ratio>()
  for (let i = 0; i < size; i++) {
    const number = near[i] as number
    if (places > 0 || Math.abs(number) > largestWhole) within[i] = Math.abs(number) * epsilon
    const whole = number * scale
    if (places <= 15 && Math.abs(whole) <= largestWhole) digits[i] = Math.round(whole)
    else {
      digits[i] = Number.NaN
      if (blank[i] === 0) long.set(i, ratioOf(column[i] as string))
    }
  }
  const under = tenTo(places)
  const exact = (unit: number): Ratio => long.get(unit) ?? { over: BigInt(digits[unit] as number), under }
  return { near, within, blank, whole: { digits, places }, exact }
}

/** The same number for all. */
export function constant(ratio: Ratio, size: number): Numbers {
  const { near, within, blank } = emptyColumns(size)
  const number = nearOf(ratio)
  near.fill(number)
  within.fill(Math.abs(number) * epsilon)
  return { near, within, blank, exact: () => ratio }
}

/** Numbers that are known exactly; undefined: not reported. */
export function fromRatios(ratios: readonly (Ratio | BlankReason)[]): Numbers {
  const { near, within, blank } = emptyColumns(ratios.length)
  ratios.forEach((ratio, i) => {
    if (typeof ratio === 'string') blank[i] = blankCode(ratio)
    else {
      near[i] = nearOf(ratio)
      within[i] = Math.abs(near[i] as number) * epsilon
    }
  })
  return { near, within, blank, exact: (unit) => ratios[unit] as Ratio }
}

export function negative(a: Numbers): Numbers {
  return scaled(a, { over: -1n, under: 1n })
}

/** Times a fraction that is the same for all. */
export function scaled(a: Numbers, factor: Ratio): Numbers {
  if (factor.over === factor.under) return a
  const by = nearOf(factor)
  const size = Math.abs(by)
  const near = a.near.map((number) => number * by)
  const within = a.within.map((bound, i) => {
    const number = Math.abs(near[i] as number)
    return bound === 0 && number === 0 ? 0 : (bound * size + number * 3 * epsilon + tiny) * safe
  })
  const { exact } = a
  return { near, within, blank: a.blank, exact: (unit) => times(exact(unit), factor) }
}

export type Operator = '+' | '-' | '*' | '/'

const exactly: Readonly<Record<Operator, (a: Ratio, b: Ratio) => Ratio>> = {
  '+': plus,
  '-': minus,
  '*': times,
  '/': divided,
}

/** `a` and `b` of every unit combined; nothing can be divided by zero. */
export function combined(a: Numbers, operator: Operator, b: Numbers): Numbers {
  const size = a.near.length
  const { near, within, blank } = emptyColumns(size)
  const zero = blankCode('zero_denominator')
  for (let i = 0; i < size; i++) {
    blank[i] = (a.blank[i] as number) || (b.blank[i] as number)
    if (blank[i]) continue
    const x = a.near[i] as number
    const y = b.near[i] as number
    const dx = a.within[i] as number
    const dy = b.within[i] as number
    if (operator === '+' || operator === '-') {
      const sum = operator === '+' ? x + y : x - y
      near[i] = sum
      within[i] = (dx + dy + Math.abs(sum) * epsilon) * safe
    } else if (operator === '*') {
      near[i] = x * y
      if ((x === 0 && dx === 0) || (y === 0 && dy === 0)) continue
      within[i] = (Math.abs(x) * dy + Math.abs(y) * dx + dx * dy + Math.abs(x * y) * epsilon + tiny) * safe
    } else if (Math.abs(y) > dy || signOf(b.exact(i)) !== 0) {
      const quotient = x / y
      near[i] = quotient
      if (x === 0 && dx === 0) continue
      within[i] = ((dx + Math.abs(quotient) * dy) / (Math.abs(y) - dy) + Math.abs(quotient) * epsilon + tiny) * safe
      if (Math.abs(y) <= dy) within[i] = Number.POSITIVE_INFINITY
    } else blank[i] = zero
  }
  const combine = exactly[operator]
  const [left, right] = [a.exact, b.exact]
  return { near, within, blank, exact: (unit) => combine(left(unit), right(unit)) }
}

/** Negative, zero or positive as the number of unit `a` is less than, equal to or greater than that of `b`. */
export function compareUnits({ near, within, whole, exact }: Numbers, a: number, b: number): number {
  const apart = (near[a] as number) - (near[b] as number)
  if (Math.abs(apart) > ((within[a] as number) + (within[b] as number)) * safe) return apart
  const digits = whole === undefined ? Number.NaN : (whole.digits[a] as number) - (whole.digits[b] as number)
  if (!Number.isNaN(digits)) return digits
  return a === b ? 0 : compareRatios(exact(a), exact(b))
}

/** A fraction that many numbers are compared with. */
export type Mark = { readonly ratio: Ratio; readonly near: number; readonly within: number }

export function markOf(ratio: Ratio): Mark {
  const near = nearOf(ratio)
  return { ratio, near, within: Math.abs(near) * epsilon }
}

/** Negative, zero or positive as the number of a unit is less than, equal to or greater than the mark. */
export function compareWith(numbers: Numbers, unit: number, mark: Mark): number {
  const apart = (numbers.near[unit] as number) - mark.near
  if (Math.abs(apart) > ((numbers.within[unit] as number) + mark.within) * safe) return apart
  return compareRatios(numbers.exact(unit), mark.ratio)
}

export type Bounds = { readonly least?: Mark; readonly most?: Mark }

/** Numbers between two marks; `held` says which numbers were: 1 at most, 2 at least. */
export type Bounded = Numbers & { readonly held: Uint8Array }

/** Kept between two marks. */
export function bounded(numbers: Numbers, bounds: Bounds): Bounded {
  return boundedInPlace({ ...numbers, near: numbers.near.slice(), within: numbers.within.slice() }, bounds)
}

/** The same for numbers that nobody else holds: their columns are written over. */
export function boundedInPlace(numbers: Numbers, { least, most }: Bounds): Bounded {
  const { near, within } = numbers
  const held = new Uint8Array(near.length)
  if (least === undefined && most === undefined) return { ...numbers, held }
  for (let i = 0; i < near.length; i++) {
    if (numbers.blank[i]) continue
    const code =
      most !== undefined && compareWith(numbers, i, most) > 0
        ? 1
        : least !== undefined && compareWith(numbers, i, least) < 0
          ? 2
          : 0
    if (code === 0) continue
    const mark = (code === 1 ? most : least) as Mark
    held[i] = code
    near[i] = mark.near
    within[i] = mark.within
  }
  const { exact, blank } = numbers
  const kept = [undefined, most?.ratio, least?.ratio]
  return { near, within, blank, held, exact: (unit) => kept[held[unit] as number] ?? exact(unit) }
}

export type Rounding = { readonly places: number; readonly mode: RoundingMode }

/** Every number rounded; the same numbers when nothing is said. */
export function rounded(numbers: Numbers, rounding: Rounding | undefined): Numbers {
  if (rounding === undefined) return numbers
  const { places, mode } = rounding
  const size = numbers.near.length
  const digits = new Float64Array(size)
  const near = new Float64Array(size)
  const within = new Float64Array(size)
  const scale = 10 ** places
  for (let i = 0; i < size; i++) {
    if (numbers.blank[i]) continue
    const digit = wholeAt(numbers, i, rounding)
    digits[i] = Math.abs(digit) <= largestWhole ? digit : Number.NaN
    near[i] = digit / scale
    within[i] = Math.abs(near[i] as number) * epsilon
  }
  const { blank, exact } = numbers
  const under = tenTo(places)
  return {
    near,
    within,
    blank,
    whole: { digits, places },
    exact(unit) {
      const digit = digits[unit] as number
      return { over: Number.isNaN(digit) ? wholeOf(exact(unit), places, mode) : BigInt(digit), under }
    },
  }
}

/** The number times ten to the places as a whole number; by its fraction where floating point cannot be sure. */
function wholeAt(numbers: Numbers, unit: number, { places, mode }: Rounding): number {
  const scaledUp = (numbers.near[unit] as number) * 10 ** places
  const bound = ((numbers.within[unit] as number) * 10 ** places + Math.abs(scaledUp) * epsilon) * safe
  const half = mode === 'half_up' || mode === 'half_even'
  const border = half ? Math.floor(scaledUp) + 0.5 : Math.round(scaledUp)
  if (!(Math.abs(scaledUp - border) > bound) || Math.abs(scaledUp) > largestWhole)
    return Number(wholeOf(numbers.exact(unit), places, mode))
  if (half) return Math.floor(scaledUp + 0.5)
  return mode === 'floor' ? Math.floor(scaledUp) : mode === 'ceil' ? Math.ceil(scaledUp) : Math.trunc(scaledUp)
}

/** Places at which what has no end is added up. */
const sumPlaces = 18

/** The sum over some units, exact for up to 18 places after the point; what has more is rounded to 18 before it is added. */
export function sumOf(numbers: Numbers, units: Uint32Array): Ratio {
  const { digits, places } = numbers.whole ?? { digits: undefined, places: 0 }
  const lift = tenTo(Math.max(0, sumPlaces - places))
  let sum = 0n
  let small = 0
  for (const unit of units) {
    if (numbers.blank[unit]) continue
    const digit = digits === undefined || places > sumPlaces ? Number.NaN : (digits[unit] as number)
    if (Number.isNaN(digit)) sum += wholeOf(numbers.exact(unit), sumPlaces, 'half_up')
    else {
      small += digit
      if (Math.abs(small) > largestWhole) {
        sum += BigInt(small) * lift
        small = 0
      }
    }
  }
  return { over: sum + BigInt(small) * lift, under: tenTo(sumPlaces) }
}

/** The unit with the largest (or smallest) number, or undefined when none has one. */
export function extreme(numbers: Numbers, units: Uint32Array, which: 'least' | 'most'): number | undefined {
  let best: number | undefined
  for (const unit of units) {
    if (numbers.blank[unit]) continue
    const order = best === undefined ? 1 : compareUnits(numbers, unit, best) * (which === 'most' ? 1 : -1)
    if (order > 0) best = unit
  }
  return best
}

/** Those of the units that are wanted. */
export function chosen(units: Uint32Array, isWanted: (unit: number) => boolean): Uint32Array {
  const found = new Uint32Array(units.length)
  let count = 0
  for (const unit of units) if (isWanted(unit)) found[count++] = unit
  return found.subarray(0, count)
}

/** Those of the units that have a number; the same list where all have one. */
export function knownIn({ blank }: Numbers, units: Uint32Array): Uint32Array {
  for (const unit of units) if (blank[unit] !== 0) return chosen(units, (one) => blank[one] === 0)
  return units
}
