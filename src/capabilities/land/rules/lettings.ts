import { Decimal, parseDecimal, toDecimalText } from '#base/decimal.ts'
import type { PlainDate } from '#base/plain-date.ts'

/** A part of a floor or unit that somebody has: from a day, up to the first day no longer. */
export type Stay = { readonly from: PlainDate; readonly to: PlainDate | null; readonly area: string }

function isOn({ from, to }: Stay, day: PlainDate): boolean {
  return from <= day && (to === null || day < to)
}

/** m2 that are let on a day. */
export function letOn(stays: readonly Stay[], day: PlainDate): string {
  const on = stays.filter((stay) => isOn(stay, day))
  return toDecimalText(on.reduce((sum, { area }) => sum.plus(parseDecimal(area)), new Decimal(0)))
}

/** m2 that nobody has on a day. */
export function freeOn(area: string, stays: readonly Stay[], day: PlainDate): string {
  return toDecimalText(Decimal.max(0, parseDecimal(area).minus(parseDecimal(letOn(stays, day)))))
}

/** The first day on which the parts of a space together are larger than it; undefined when they never are. */
export function firstTooMuch(
  area: string,
  stays: readonly Stay[],
): { readonly on: PlainDate; readonly let: string } | undefined {
  const room = parseDecimal(area)
  // What is let grows only on a day on which something begins.
  const days = [...new Set(stays.map(({ from }) => from))].toSorted()
  for (const on of days) {
    const taken = letOn(stays, on)
    if (parseDecimal(taken).greaterThan(room)) return { on, let: taken }
  }
  return undefined
}
