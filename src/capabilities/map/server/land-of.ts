import { convert } from '#base/quantity.ts'
import { parseUnit, sameDimension } from '#base/unit.ts'
import {
  agreementsOf,
  amountsAsked,
  currentIndicators,
  type FrozenSet,
  listLots,
  offeredAmong,
  suppliesOf,
} from '#capabilities/land/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { LandOnMap, RowOnMap } from '../rules/parcel.ts'

/** What the rooms of land say of these parcels; those of which nothing is said are absent. */
export async function landOf(house: House, tx: Transaction, ids: readonly string[]): Promise<Map<string, LandOnMap>> {
  if (house.programme().land === undefined) return new Map()
  const lots = new Map((await listLots(tx, ids)).map((lot) => [lot.parcel, lot]))
  const sets = await currentIndicators(tx, ids)
  const supplies = await suppliesOf(tx, ids)
  const agreements = await agreementsOf(tx, { parcels: ids, today: todayOf(house) })
  const offered = await offeredAmong(tx, { kind: 'parcel', ids })
  const units = new Map(amountsAsked(house.programme()).map(({ id, unit }) => [id, unit]))
  const found = new Map<string, LandOnMap>()
  for (const id of ids) {
    const [lot, supply, agreement] = [lots.get(id), supplies.get(id), agreements.get(id)]
    const set = sets.get(id) ?? []
    if (lot === undefined && supply === undefined && agreement === undefined && !offered.has(id) && set.length === 0)
      continue
    found.set(id, {
      readiness: lot?.readiness ?? null,
      use: lot?.use ?? null,
      stage: supply?.state ?? null,
      light: agreement === undefined || agreement.isFinal ? null : agreement.light,
      offered: offered.has(id),
      price: offered.get(id)?.price ?? null,
      industries: set.map(({ industry }) => industry),
      rows: set.flatMap((one) => rowsOf(one, units)),
    })
  }
  return found
}

/** Amounts that are asked as they stand, each in the unit in which its row is compared; those that follow from others are not compared. */
function rowsOf({ rows }: FrozenSet, units: ReadonlyMap<string, string>): RowOnMap[] {
  return rows.flatMap(({ row: { id, amount, unit = 'one' } }): RowOnMap[] => {
    const compared = units.get(id) ?? unit
    if (amount === undefined || !sameDimension(parseUnit(unit), parseUnit(compared))) return []
    const inUnit = (value: string) => (unit === compared ? value : convert({ value, unit }, compared).value)
    if ('value' in amount) return [{ row: id, low: inUnit(amount.value), high: null }]
    return 'low' in amount ? [{ row: id, low: inUnit(amount.low), high: inUnit(amount.high) }] : []
  })
}
