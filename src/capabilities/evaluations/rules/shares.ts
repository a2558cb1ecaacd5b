import { Decimal } from '#base/decimal.ts'

/** A part of a whole in percent, exact to 4 places, as text; undefined where the whole is nothing. */
export function shareOf(part: number, whole: number): string | undefined {
  return whole === 0 ? undefined : new Decimal(part).times(100).div(whole).toDecimalPlaces(4).toFixed()
}
