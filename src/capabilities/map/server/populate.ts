import { z } from 'zod'
import { type AreaShape, labelPoint } from '#base/geo/geometry.ts'
import { createParcelsInBulk, createShapesInBulk, eachParcelOnGround } from '#capabilities/parcels/server/service.ts'
import { createLotsInBulk, createOffersInBulk, type NewLot, type NewOffer } from '#capabilities/land/server/service.ts'
import { basesOf, placesOf } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { randomFrom } from '#base/random.ts'
import type { ProgrammeLand } from '#pack/programme.ts'
import { type PlannedParcel, planStock, type StandingParcel } from '../rules/stock-plan.ts'

/** What the generator of ground reads of `population.yaml`. */
const GroundOfPopulation = z.object({
  seed: z.coerce.string(),
  towns: z.record(z.string(), z.coerce.number().min(0)),
})

export type LandStage = 'parcels'
export type LandProgress = (stage: LandStage, done: number, total: number) => void

export type LandMade = {
  /** Parcels that have a shape now, those included that stood there before. */
  readonly parcels: number
  /** Standing parcels without ground: their place has no outline, or no room. */
  readonly left: number
}

/** Parcels of the stock where nobody says how many. */
export const usualParcels = 2_000
/** However many parcels firms are on, so many free ones are laid beside them. */
const freeAtLeast = 1_000
const perStep = 1_000

/**
 * Gives the synthetic parcels of a population ground, and lays free ones beside them until there are `parcels` of them; all marked as synthetic and
 * drawn for orientation. In one transaction: all of it or nothing. Without outlines in the programme nothing is made.
 */
export async function populateLand(
  house: House,
  { parcels = usualParcels }: { parcels?: number | undefined } = {},
  progress: LandProgress = () => {},
): Promise<LandMade> {
  const programme = house.programme()
  const read = GroundOfPopulation.safeParse(programme.population)
  if (!read.success || Object.keys(programme.outlines).length === 0) return { parcels: 0, left: 0 }
  const { seed, towns } = read.data
  const { land } = programme
  const book = placesOf(programme)
  const bases = new Map<string, string[]>()
  for (const town of Object.keys(towns))
    for (const { id } of basesOf(book, town)) bases.set(id, [...(bases.get(id) ?? []), town])
  return house.record.asSystem(async (tx) => {
    const standing = await standingParcels(house, tx)
    const more = Math.max(parcels - standing.length, Math.min(freeAtLeast, Math.floor(parcels / 2)))
    const plan = planStock(programme, {
      seed,
      standing,
      more,
      towns,
      bases: [...bases].map(([id, reached]) => ({ id, towns: reached })),
    })
    const total = plan.shapes.length + plan.parcels.length
    let done = 0
    const step = (made: number): void => {
      done += made
      progress('parcels', done, total)
    }
    for (const some of stepsOf(plan.shapes)) {
      await giveShapes(tx, some)
      step(some.length)
    }
    for (const some of stepsOf(plan.parcels)) {
      const fields = some.map(({ geometry: _geometry, ...rest }) => ({ ...rest, synthetic: true }))
      const ids = await createParcelsInBulk(tx, programme, fields)
      if (land !== undefined) {
        const lots = lotsOf(land, { ids, seed: `${seed}-${done}` })
        await createLotsInBulk(house, tx, lots)
        await createOffersInBulk(tx, programme, offersOf(house, { made: some, lots, seed: `${seed}-${done}` }))
      }
      await giveShapes(
        tx,
        some.map(({ geometry }, i) => ({ parcel: ids[i] as string, geometry })),
      )
      step(some.length)
    }
    await recordAct(tx, {
      name: 'map.stock_made',
      subject: { kind: 'population', id: seed },
      detail: { shapes: plan.shapes.length, parcels: plan.parcels.length, left: plan.left },
    })
    return { parcels: total, left: plan.left }
  })
}

/** Free parcels are in preparation, each in one of the classes of the programme and for one of its uses. */
function lotsOf({ readiness, uses }: ProgrammeLand, { ids, seed }: { ids: readonly string[]; seed: string }): NewLot[] {
  const random = randomFrom(seed, 'lots')
  const one = <Word extends { readonly id: string }>(words: readonly Word[]): string | null =>
    words[Math.floor(random.next() ** 1.6 * words.length)]?.id ?? null
  const industrial = uses.filter((use) => use.industrial)
  return ids.map((parcel) => ({ parcel, readiness: one(readiness), use: one(industrial) }))
}

/** One free parcel in so many is on offer. */
const offeredOneIn = 6

/** Some of those that may be used at once are on offer, at made-up prices. */
function offersOf(
  house: House,
  { made, lots, seed }: { made: readonly PlannedParcel[]; lots: readonly NewLot[]; seed: string },
): NewOffer[] {
  const random = randomFrom(seed, 'offers')
  const programme = house.programme()
  const organisation = Object.values(programme.organisations)[0]
  const first = programme.land?.readiness[0]?.id
  if (organisation === undefined) return []
  return lots.flatMap((lot, i) => {
    const parcel = made[i]
    const value = String(50 + Math.floor(random.next() * 100))
    if (parcel === undefined || lot.readiness !== first || random.next() * offeredOneIn >= 1) return []
    return [
      {
        kind: 'parcel' as const,
        of: lot.parcel,
        code: parcel.code,
        name: null,
        place: parcel.place,
        base: parcel.base,
        area: parcel.area,
        least: null,
        use: lot.use ?? null,
        tenures: ['sale'],
        price: { value, unit: 'CNY_10k/mu' },
        rent: null,
        from: todayOf(house),
        until: null,
        powerKw: null,
        cleanRoom: null,
        ceiling: null,
        floorLoad: null,
        industries: [],
        position: labelPoint(parcel.geometry),
        geometry: parcel.geometry,
        approximate: false,
        schematic: true,
        synthetic: true,
        contact: { organisation: organisation.id, name: organisation.name, phone: null },
        supply: null,
        stage: 'on_offer' as const,
        publishedAt: house.clock.now().toISOString(),
      },
    ]
  })
}

async function giveShapes(tx: Transaction, given: readonly { parcel: string; geometry: AreaShape }[]): Promise<void> {
  await createShapesInBulk(
    tx,
    given.map((each) => ({ ...each, schematic: true })),
  )
}

async function standingParcels(house: House, tx: Transaction): Promise<StandingParcel[]> {
  const standing: StandingParcel[] = []
  for await (const rows of eachParcelOnGround(tx, { today: todayOf(house) }))
    for (const { id, place, base, area, geometry, synthetic } of rows)
      if (synthetic) standing.push({ id, place, base, area, hasShape: geometry !== null })
  return standing
}

function* stepsOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += perStep) yield rows.slice(at, at + perStep)
}
