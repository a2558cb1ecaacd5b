import {
  compareRatios,
  divided,
  minus,
  negated,
  plus,
  type Ratio,
  ratioOf,
  signOf,
  times,
} from '#pack/formula/ratio.ts'
import type { roundingModes } from '#pack/schema/scheme.ts'

/** Exact fractions, as the formula language has them, and what the rules of evaluation do with them. */
export { compareRatios, divided, minus, negated, plus, type Ratio, ratioOf, signOf, times }

export const one: Ratio = { over: 1n, under: 1n }
export const none: Ratio = { over: 0n, under: 1n }

export type RoundingMode = (typeof roundingModes)[number]

/** Ten to that power. */
export function tenTo(places: number): bigint {
  return 10n ** BigInt(places)
}

/** The whole number nearest to `ratio` times ten to the `places`, as the mode says. */
export function wholeOf({ over, under }: Ratio, places: number, mode: RoundingMode): bigint {
  const top = over * tenTo(places)
  const down = top / under
  const rest = top - down * under
  if (rest === 0n) return down
  const away = rest < 0n ? down - 1n : down + 1n
  const twice = (rest < 0n ? -rest : rest) * 2n
  switch (mode) {
    case 'down':
      return down
    case 'floor':
      return rest < 0n ? away : down
    case 'ceil':
      return rest < 0n ? down : away
    case 'half_up':
      return twice >= under ? away : down
    case 'half_even':
      return twice > under || (twice === under && down % 2n !== 0n) ? away : down
  }
}

export function roundedRatio(ratio: Ratio, places: number, mode: RoundingMode): Ratio {
  return { over: wholeOf(ratio, places, mode), under: tenTo(places) }
}

/** The decimal at so many places, halves away from zero, without trailing zeros: `5714.285714`. */
export function ratioText(ratio: Ratio, places: number): string {
  const whole = wholeOf(ratio, places, 'half_up')
  const digits = (whole < 0n ? -whole : whole).toString().padStart(places + 1, '0')
  const after = places === 0 ? '' : digits.slice(-places).replace(/0+$/, '')
  const before = places === 0 ? digits : digits.slice(0, -places)
  return `${whole < 0n ? '-' : ''}${before}${after === '' ? '' : `.${after}`}`
}

/** Floating point keeps 53 bits: no operation is off by more than this part of its result, with room to spare. */
export const epsilon = 2 ** -51

/** A number near the fraction, off by at most `epsilon` of itself. */
export function nearOf({ over, under }: Ratio): number {
  const most = 1n << 1000n
  const size = over < 0n ? -over : over
  if (size < most && under < most) return Number(over) / Number(under)
  const bits = BigInt(Math.max(size.toString(2).length, under.toString(2).length) - 900)
  return Number(over >> bits) / Number(under >> bits)
}
