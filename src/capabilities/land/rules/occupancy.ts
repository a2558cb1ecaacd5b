import { type Blank, blank } from '#base/blank.ts'
import { Decimal, parseDecimal, quotient, toDecimalText } from '#base/decimal.ts'
import { type PlainDate, yearOf } from '#base/plain-date.ts'
import { type Quantity, quantity } from '#base/quantity.ts'

/** A building as far as its occupancy is concerned; `area` is that of its floors, null where none was entered. */
export type Filled = { readonly area: string | null; readonly let: string }

export type Occupancy = {
  readonly value: Quantity | Blank
  readonly area: string | null
  readonly let: string | null
  /** Buildings whose floors are known, of all. */
  readonly reported: number
  readonly expected: number
}

const scale = 4

/** Area let over area, both summed first; blank where no floor is known: a building without floors is neither full nor empty. */
export function occupancyOf(buildings: readonly Filled[]): Occupancy {
  const known = buildings.filter((one): one is { area: string; let: string } => one.area !== null)
  const counts = { reported: known.length, expected: buildings.length }
  if (known.length === 0) return { value: blank('not_reported'), area: null, let: null, ...counts }
  const [area, taken] = [sumOf(known.map((one) => one.area)), sumOf(known.map((one) => one.let))]
  const share = quotient(taken.times(100), area, scale)
  return {
    value: 'blank' in share ? share : quantity(share, 'percent'),
    area: toDecimalText(area),
    let: toDecimalText(taken),
    ...counts,
  }
}

function sumOf(values: readonly string[]): Decimal {
  return values.reduce((sum, value) => sum.plus(parseDecimal(value)), new Decimal(0))
}

/** A building as far as a yearly target is concerned. */
export type Gained = {
  readonly floorArea: string
  readonly origin: 'built' | 'acquired' | 'standing'
  readonly completedOn: PlainDate | null
}

export type GainedFloor = Pick<Occupancy, 'value' | 'reported' | 'expected'> & { readonly undated: number }

/** Floor area that was built or acquired in a year; blank where no building that could count was entered at all. */
export function gainedIn(year: number, buildings: readonly Gained[]): GainedFloor {
  const could = buildings.filter(({ origin }) => origin !== 'standing')
  const dated = could.filter(({ completedOn }) => completedOn !== null)
  const counts = { reported: dated.length, expected: could.length, undated: could.length - dated.length }
  if (dated.length === 0) return { value: blank('not_reported'), ...counts }
  const inYear = dated.filter(({ completedOn }) => completedOn !== null && yearOf(completedOn) === year)
  return { value: quantity(sumOf(inYear.map(({ floorArea }) => floorArea)), 'm2'), ...counts }
}

/** Whether a yearly target was reached; unknown where it is not stated, or nobody knows what was gained. */
export function targetReached(low: string | null, { value, undated }: GainedFloor): 'yes' | 'no' | 'unknown' {
  if (low === null || 'blank' in value) return 'unknown'
  if (parseDecimal(value.value).greaterThanOrEqualTo(parseDecimal(low))) return 'yes'
  return undated > 0 ? 'unknown' : 'no'
}
