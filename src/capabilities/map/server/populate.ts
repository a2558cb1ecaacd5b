import { type AreaShape } from '#base/geo/geometry.ts'
import { randomFrom } from '#base/random.ts'
import { createLotsInBulk } from '#capabilities/land/server/service.ts'
import { createParcelsInBulk, createShapesInBulk, eachParcelOnGround } from '#capabilities/parcels/server/service.ts'
import { basesOf, placesOf } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { planStock, type PlannedParcel, type StandingParcel } from '../rules/stock-plan.ts'
import { type BaseOfTowns, populateAssessments } from './populate-assessments.ts'
import { populateCarriers, type Site } from './populate-carriers.ts'
import { lotsOf, type MadeLot, offerLots, supplyGrounds, syntheticReason } from './populate-lots.ts'
import { type StockWorld, stockWorldOf } from './stock-world.ts'

export type LandStage = 'parcels' | 'offers' | 'carriers' | 'assessments' | 'cases'
export type LandProgress = (stage: LandStage, done: number, total: number) => void

/** How much of it; what is left out follows from the number of parcels that stand. */
export type LandSize = { readonly parcels?: number | undefined; readonly carriers?: number | undefined }

export type LandMade = {
  /** Parcels that have a shape now, those included that stood there before. */
  readonly parcels: number
  /** Standing parcels without ground: their place has no outline, or no room. */
  readonly left: number
  readonly carriers: number
  readonly spaces: number
  /** Of parcels and of spaces, published for everybody. */
  readonly offers: number
  readonly assessments: number
}

const nothing: LandMade = { parcels: 0, left: 0, carriers: 0, spaces: 0, offers: 0, assessments: 0 }

/** Parcels of the stock where nobody says how many: four for each that stands, never more than these. */
const usualParcels = 2_000
/** However many parcels firms are on, so many free ones are laid beside them. */
const freeAtLeast = 1_000
/** Buildings where nobody says how many: three for ten parcels, never more than these. */
const usualCarriers = 600
const perStep = 1_000

/** The act by which it is known that the stock was made. */
export const stockMade = 'map.stock_made'

/**
 * Gives the synthetic parcels of a population ground and lays free ones beside them until there are `parcels` of them, with what is known of each:
 * lots, what is asked of whoever takes it, buildings with their floors and tenants, assessments of areas, and offers. All is marked as synthetic and
 * drawn for orientation. In one transaction: all of it or nothing. Without outlines in the programme nothing is made.
 */
export async function populateLand(
  house: House,
  size: LandSize = {},
  progress: LandProgress = () => {},
): Promise<LandMade> {
  const world = stockWorldOf(house)
  if (world === undefined) return nothing
  const bases = basesWithin(world)
  return house.record.asSystem(async (tx) => {
    const ground = await layGround(tx, world, { bases, parcels: size.parcels, progress })
    const made = {
      parcels: ground.standing.length + ground.lots.length,
      left: ground.left,
      ...(await fillGround(tx, world, { ...ground, bases, carriers: size.carriers, progress })),
    }
    await recordAct(tx, { name: stockMade, subject: { kind: 'population', id: world.seed }, detail: made })
    return made
  })
}

function basesWithin({ programme, towns }: StockWorld): BaseOfTowns[] {
  const book = placesOf(programme)
  const bases = new Map<string, string[]>()
  for (const town of Object.keys(towns))
    for (const { id } of basesOf(book, town)) bases.set(id, [...(bases.get(id) ?? []), town])
  return [...bases].map(([id, reached]) => ({ id, towns: reached }))
}

type Ground = {
  /** Parcels that stood there before, as far as they have ground now. */
  readonly standing: readonly Site[]
  /** Those laid beside them. */
  readonly lots: readonly MadeLot[]
  readonly left: number
}

type LayingAsked = {
  readonly bases: readonly BaseOfTowns[]
  readonly parcels: number | undefined
  readonly progress: LandProgress
}

/** Shapes for the parcels that stand, and free parcels in preparation. */
async function layGround(
  tx: Transaction,
  world: StockWorld,
  { bases, parcels: asked, progress }: LayingAsked,
): Promise<Ground> {
  const { programme, seed, towns } = world
  const before = await standingParcels(world.house, tx)
  const parcels = asked ?? (before.length === 0 ? usualParcels : Math.min(usualParcels, 4 * before.length))
  const more = Math.max(parcels - before.length, Math.min(freeAtLeast, Math.floor(parcels / 2)))
  const plan = planStock(programme, { seed, standing: before, more, towns, bases })
  const total = plan.shapes.length + plan.parcels.length
  let done = 0
  const step = (made: number): void => progress('parcels', (done += made), total)
  for (const some of stepsOf(plan.shapes)) {
    await giveShapes(tx, some)
    step(some.length)
  }
  const lots: MadeLot[] = []
  for (const some of stepsOf(plan.parcels)) {
    const ids = await layParcels(tx, world, some)
    if (world.land !== undefined) {
      const made = lotsOf({ ...world, land: world.land }, ids)
      await createLotsInBulk(world.house, tx, { rows: made.map(({ lot }) => lot), reason: syntheticReason })
      lots.push(...made)
    }
    step(some.length)
  }
  const known = new Map(before.map((each) => [each.id, each]))
  const standing = plan.shapes.flatMap(({ parcel, geometry }) => {
    const each = known.get(parcel)
    return each === undefined ? [] : [{ parcel, geometry, code: each.code, place: each.place, base: each.base }]
  })
  return { standing: standing.toSorted((a, b) => (a.code < b.code ? -1 : 1)), lots, left: plan.left }
}

async function layParcels(tx: Transaction, world: StockWorld, some: readonly PlannedParcel[]) {
  const fields = some.map(({ geometry: _geometry, ...rest }) => ({ ...rest, synthetic: true }))
  const ids = await createParcelsInBulk(tx, world.programme, fields)
  const made = some.map((parcel, at) => ({ id: ids[at] as string, parcel }))
  await giveShapes(
    tx,
    made.map(({ id, parcel: { geometry } }) => ({ parcel: id, geometry })),
  )
  return made
}

type Filling = Ground & {
  readonly bases: readonly BaseOfTowns[]
  readonly carriers: number | undefined
  readonly progress: LandProgress
}

/** What lies on the ground and what is known of it. */
async function fillGround(
  tx: Transaction,
  world: StockWorld,
  { standing, lots, bases, carriers: asked, progress }: Filling,
): Promise<Omit<LandMade, 'parcels' | 'left'>> {
  if (world.land === undefined) return { carriers: 0, spaces: 0, offers: 0, assessments: 0 }
  progress('offers', 0, 1)
  const offered = await offerLots(tx, world, lots)
  await supplyGrounds(tx, world, standing)
  progress('offers', 1, 1)
  const count = asked ?? Math.min(usualCarriers, Math.round((standing.length + lots.length) * 0.3))
  let stand = 0
  const buildings = await populateCarriers(tx, world, {
    sites: sitesOf(world, { standing, lots }),
    count,
    made: (some) => progress('carriers', (stand += some), count),
  })
  const assessments = await populateAssessments(tx, world, bases)
  progress('assessments', assessments, assessments)
  return { ...buildings, offers: offered + buildings.offers, assessments }
}

/** Where buildings stand: on free ground whose class says that they do, then on the ground of firms, mixed. */
function sitesOf({ land, seed }: StockWorld, { standing, lots }: Pick<Ground, 'standing' | 'lots'>): Site[] {
  const existing = new Set(land?.readiness.filter((one) => one.existing === true).map(({ id }) => id))
  const free = lots.flatMap(({ parcel, lot }): Site[] =>
    existing.has(lot.readiness ?? '') ? [{ ...parcel, parcel: lot.parcel }] : [],
  )
  const mixed = standing
    .map((site) => ({ site, key: randomFrom(seed, 'site', site.code).next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ site }) => site)
  return [...free, ...mixed]
}

async function giveShapes(tx: Transaction, given: readonly { parcel: string; geometry: AreaShape }[]): Promise<void> {
  await createShapesInBulk(
    tx,
    given.map((each) => ({ ...each, schematic: true })),
  )
}

async function standingParcels(house: House, tx: Transaction): Promise<(StandingParcel & { readonly code: string })[]> {
  const standing: (StandingParcel & { readonly code: string })[] = []
  for await (const rows of eachParcelOnGround(tx, { today: todayOf(house) }))
    for (const { id, code, place, base, area, geometry, synthetic } of rows)
      if (synthetic) standing.push({ id, code, place, base, area, hasShape: geometry !== null })
  return standing.toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

function* stepsOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += perStep) yield rows.slice(at, at + perStep)
}
