import { Decimal, toDecimalText } from '#base/decimal.ts'
import { type AreaShape, labelPoint } from '#base/geo/geometry.ts'
import { addDays, type PlainDate } from '#base/plain-date.ts'
import { type Random, randomFrom } from '#base/random.ts'
import type { Text } from '#base/text.ts'
import {
  createIndicatorSetsInBulk,
  createLotsInBulk,
  createOffersInBulk,
  currentIndicators,
  nameOfIndustry,
  type NewLot,
  type NewOffer,
} from '#capabilities/land/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { ProgrammeLand } from '#pack/programme.ts'
import type { PlannedParcel } from '../rules/stock-plan.ts'
import { industryChooser, type StockWorld, unitFor } from './stock-world.ts'

/** A free parcel that was made, in preparation. */
export type MadeLot = { readonly parcel: PlannedParcel; readonly lot: NewLot }

const yearDays = 365
/** Why synthetic ground is in preparation, for its history. */
export const syntheticReason = '合成数据'

/** Free parcels are in preparation, each in one of the classes of the programme and for one of its uses. */
export function lotsOf(
  world: StockWorld & { readonly land: ProgrammeLand },
  made: readonly { readonly id: string; readonly parcel: PlannedParcel }[],
): MadeLot[] {
  const { readiness, uses } = world.land
  const industrial = uses.filter((use) => use.industrial)
  return made.map(({ id, parcel }) => {
    const random = randomFrom(world.seed, 'lot', parcel.code)
    const one = <Word>(words: readonly Word[]): Word | undefined =>
      words[Math.floor(random.next() ** 1.6 * words.length)]
    const ready = one(readiness)
    const use = one(industrial)?.id ?? null
    const lot = { parcel: id, base: parcel.base, readiness: ready?.id ?? null, use, powerKw: kilowatts(random) }
    return { parcel, lot: { ...lot, ...daysOf(world, { ready, isFirst: ready === readiness[0], random }) } }
  })
}

/** Ground of the first class was acquired and prepared; that of later ones can be used in some years. */
function daysOf(
  { today }: StockWorld,
  {
    ready,
    isFirst,
    random,
  }: {
    readonly ready: ProgrammeLand['readiness'][number] | undefined
    readonly isFirst: boolean
    readonly random: Random
  },
): Partial<NewLot> {
  if (isFirst) {
    return preparedBefore(addDays(today, -Math.floor(20 + random.next() * 5 * yearDays)), random)
  }
  if (ready === undefined || ready.existing === true) return {}
  const { from = 1, to } = ready.within ?? { from: 1, to: 2 }
  return { usableOn: addDays(today, Math.floor((from + random.next() * (to - from)) * yearDays)) }
}

/** Prepared on that day, and acquired within a year and a half before. */
function preparedBefore(preparedOn: PlainDate, random: Random): Partial<NewLot> {
  return { preparedOn, acquiredOn: addDays(preparedOn, -Math.floor(60 + random.next() * 1.3 * yearDays)) }
}

function kilowatts(random: Random): string {
  return String(Math.round((400 * Math.exp(1.2 * random.next() * 2)) / 50) * 50)
}

/** One free parcel in so many is on offer. */
const offeredOneIn = 6

/** Some of the lots that may be used at once are on offer, each with what is asked of those who come, by industry. Answers how many. */
export async function offerLots(tx: Transaction, world: StockWorld, lots: readonly MadeLot[]): Promise<number> {
  const { programme, seed } = world
  const first = world.land?.readiness[0]?.id
  const choose = industryChooser(world)
  const offered = lots.flatMap(({ parcel, lot }) => {
    const random = randomFrom(seed, 'offer', parcel.code)
    if (lot.readiness !== first || random.next() * offeredOneIn >= 1) return []
    const ground = { place: parcel.place, base: parcel.base, use: lot.use ?? null }
    return [{ parcel, lot, random, industries: choose(ground, random) }]
  })
  await createIndicatorSetsInBulk(
    world.house,
    tx,
    offered.flatMap(({ parcel: { place, base }, lot, industries }) =>
      industries.map((industry) => ({ parcel: lot.parcel, industry, place, base, use: lot.use ?? null })),
    ),
  )
  const ids = offered.map(({ lot }) => lot.parcel)
  const sets = await currentIndicators(tx, ids)
  const contact = unitFor(programme, 'planning')
  if (contact === undefined) return 0
  const offers = offered.map(({ parcel, lot, random }): NewOffer => {
    const industries = (sets.get(lot.parcel) ?? []).map(({ industry, rows }) => ({
      industry,
      name: nameOfIndustry(programme, industry),
      rows: [...rows],
    }))
    return {
      ...commonOf(world, { parcel, contact, random }),
      of: lot.parcel,
      use: lot.use ?? null,
      powerKw: lot.powerKw ?? null,
      least: leastOf(parcel.area, random),
      industries,
    }
  })
  await createOffersInBulk(tx, programme, offers)
  return offers.length
}

/** Larger ground may be had in parts. */
function leastOf(area: string, random: Random): string | null {
  if (Number(area) < 20_000 || random.next() < 0.5) return null
  return toDecimalText(new Decimal(area).div(3).toDecimalPlaces(0))
}

type Offering = {
  readonly parcel: { readonly code: string; readonly place: string; readonly base: string | null } & {
    readonly area: string
    readonly geometry: AreaShape
  }
  readonly contact: { readonly id: string; readonly name: Text }
  readonly random: Random
}

/** What every offer of a made-up parcel says. Prices are made up: from 50 to 150, in 10,000 yuan for a mu. */
function commonOf({ house, today }: StockWorld, { parcel, contact, random }: Offering) {
  const { code, place, base, area, geometry } = parcel
  return {
    kind: 'parcel' as const,
    code,
    name: null,
    place,
    base,
    area,
    tenures: ['sale' as const],
    price: { value: String(50 + Math.floor(random.next() * 100)), unit: 'CNY_10k/mu' },
    rent: null,
    from: today,
    until: random.next() < 0.3 ? addDays(today, Math.floor(60 + random.next() * 300)) : null,
    cleanRoom: null,
    ceiling: null,
    floorLoad: null,
    position: labelPoint(geometry),
    geometry,
    approximate: false,
    schematic: true,
    synthetic: true,
    contact: { organisation: contact.id, name: contact.name, phone: null },
    supply: null,
    stage: 'on_offer' as const,
    publishedAt: house.clock.now().toISOString(),
  }
}

/** Ground that was supplied already: whose it is, for which industry, since when. */
export type SuppliedGround = {
  readonly parcel: string
  readonly code: string
  readonly place: string
  readonly base: string | null
}

/** One in ten grounds of firms, and so many at most, were supplied with an agreement, the latest ten weeks ago and the others forty days apart. */
const [suppliedOneIn, suppliedMost] = [10, 30]
const [latest, apart] = [70, 40]

/** Grounds of firms that were supplied under standards then in force: each a lot, with what was asked of it. Answers how many. */
export async function supplyGrounds(
  tx: Transaction,
  world: StockWorld,
  grounds: readonly SuppliedGround[],
): Promise<number> {
  const choose = industryChooser(world)
  const use = world.land?.uses.find(({ industrial }) => industrial)?.id ?? null
  const chosen = grounds
    .map((ground) => ({ ground, key: randomFrom(world.seed, 'supplied', ground.code).next() }))
    .toSorted((a, b) => a.key - b.key)
    .slice(0, Math.min(suppliedMost, Math.ceil(grounds.length / suppliedOneIn)))
    .flatMap(({ ground }, at) => {
      const [industry] = choose({ ...ground, use }, randomFrom(world.seed, 'elected', ground.code))
      const on: PlainDate = addDays(world.today, -(latest + at * apart))
      return industry === undefined ? [] : [{ ...ground, industry, on }]
    })
  const rows = chosen.map(({ parcel, code, base, on }) => {
    const before = preparedBefore(addDays(on, -90), randomFrom(world.seed, 'prepared', code))
    return { parcel, base, use, suppliedOn: on, ...before }
  })
  await createLotsInBulk(world.house, tx, { rows, reason: syntheticReason })
  await createIndicatorSetsInBulk(
    world.house,
    tx,
    chosen.map(({ parcel, industry, place, base, on }) => ({ parcel, industry, place, base, use, on })),
  )
  return chosen.length
}
