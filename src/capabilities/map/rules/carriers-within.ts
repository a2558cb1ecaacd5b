import { Decimal, toDecimalText } from '#base/decimal.ts'
import { type AreaShape, labelPoint, type Shape, shapeHolds } from '#base/geo/geometry.ts'
import type { CarrierTotals } from '../contract.ts'

/** A building as it is counted; `area` is null where no floor was entered. */
export type CarrierOnGround = {
  readonly geometry: Shape | null
  readonly floorArea: string
  readonly area: string | null
  readonly let: string
}

/** Buildings whose middle lies in a drawn shape. Where no floor was entered, what is free is not known and adds nothing. */
export function carriersWithin(drawn: AreaShape, carriers: readonly CarrierOnGround[]): CarrierTotals {
  const within = carriers.filter(({ geometry }) => geometry !== null && shapeHolds(drawn, middleOf(geometry)))
  const entered = within.flatMap(({ area, let: taken }) => (area === null ? [] : [new Decimal(area).minus(taken)]))
  return {
    count: within.length,
    floorArea: textOfSum(within.map(({ floorArea }) => new Decimal(floorArea))),
    free: entered.length === 0 ? null : textOfSum(entered),
    unknown: within.length - entered.length,
  }
}

function middleOf(geometry: Shape) {
  return geometry.type === 'Point' ? geometry.coordinates : labelPoint(geometry)
}

function textOfSum(amounts: readonly Decimal[]): string {
  return toDecimalText(amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0)))
}
