import { Decimal, roundTo, toDecimalText } from '#base/decimal.ts'
import type { Period } from '#base/period.ts'
import { startOf } from '#base/period.ts'
import { addDays } from '#base/plain-date.ts'
import { convert, quantity } from '#base/quantity.ts'
import { createOccupationsInBulk, createParcelsInBulk } from '#capabilities/parcels/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { MadeEnterprise } from '../rules/population/enterprises.ts'
import type { PopulationPlan } from '../rules/population/plan.ts'
import { randomFrom } from '#base/random.ts'

const perParcel = 1.6
const area = { median: 18, unit: 'mu', spread: 0.9 }

/** Parcels of the synthetic population: neighbours in the list of a town share one, as tenants of one site do. */
export async function populateParcels(
  house: House,
  plan: PopulationPlan,
  made: { enterprises: readonly MadeEnterprise[]; first: Period },
): Promise<number> {
  const programme = house.programme()
  const since = addDays(startOf(made.first), -365)
  const byPlace = new Map<string, MadeEnterprise[]>()
  for (const each of made.enterprises)
    byPlace.set(`${each.town}|${each.base ?? ''}`, [...(byPlace.get(`${each.town}|${each.base ?? ''}`) ?? []), each])
  const parcels: Parameters<typeof createParcelsInBulk>[2][number][] = []
  const stays: { parcel: number; enterprise: string }[] = []
  for (const neighbours of byPlace.values()) {
    const random = randomFrom(plan.seed, 'parcels', neighbours[0]?.id ?? '')
    let here = -1
    for (const { id, town, base } of neighbours) {
      if (here < 0 || random.next() < 1 / perParcel) {
        const size = area.median * Math.exp(area.spread * random.normal())
        const m2 = roundTo(new Decimal(convert(quantity(new Decimal(size).toFixed(2), area.unit), 'm2').value), 2)
        here =
          parcels.push({
            code: `合成-${String(parcels.length + 1).padStart(6, '0')}`,
            place: town,
            base,
            area: toDecimalText(m2),
            synthetic: true,
          }) - 1
      }
      stays.push({ parcel: here, enterprise: id })
    }
  }
  const step = 1000
  const ids: string[] = []
  for (let from = 0; from < parcels.length; from += step) {
    ids.push(
      ...(await house.record.asSystem((tx) => createParcelsInBulk(tx, programme, parcels.slice(from, from + step)))),
    )
  }
  const sharing = new Map<number, number>()
  for (const { parcel } of stays) sharing.set(parcel, (sharing.get(parcel) ?? 0) + 1)
  for (let from = 0; from < stays.length; from += step) {
    const some = stays.slice(from, from + step).map(({ parcel, enterprise }) => {
      const area = shareOf(parcels[parcel]?.area ?? '0', sharing.get(parcel) ?? 1)
      return { parcel: ids[parcel] ?? '', enterprise, from: since, area, synthetic: true }
    })
    await house.record.asSystem((tx) => createOccupationsInBulk(tx, some))
  }
  return parcels.length
}

/** The ground of one of `n` tenants, rounded down, so that all of them together never have more than the parcel. */
function shareOf(area: string, n: number): string {
  return toDecimalText(new Decimal(area).div(n).toDecimalPlaces(2, Decimal.ROUND_DOWN))
}
