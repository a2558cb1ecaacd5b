import { randomUUID } from 'node:crypto'
import { type AreaShape, labelPoint } from '#base/geo/geometry.ts'
import { addDays } from '#base/plain-date.ts'
import { type Random, randomFrom } from '#base/random.ts'
import { namesOfEnterprises } from '#capabilities/enterprises/server/service.ts'
import {
  createCarriersInBulk,
  createOffersInBulk,
  type NewCarrier,
  type NewLetting,
  type NewOffer,
} from '#capabilities/land/server/service.ts'
import { listOccupationsOn } from '#capabilities/parcels/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import { drawBuildings, type PlannedBuilding } from '../rules/buildings.ts'
import { type StockWorld, unitFor } from './stock-world.ts'

/** Ground on which buildings may stand. */
export type Site = {
  readonly parcel: string
  readonly code: string
  readonly place: string
  readonly base: string | null
  readonly geometry: AreaShape
}

type Space = NewCarrier['spaces'][number]
type SpaceProgramme = Programme['spaces'][string]
type Tenant = { readonly enterprise: string; readonly name: string }

const rentUnit = 'CNY/m2/month'
/** What a month of a m2 costs where no programme sets it: made up. */
const rents = { least: 12, more: 16 }
/** One unit that is free in so many is on offer. */
const offeredOneIn = 5

export type CarriersMade = { readonly carriers: number; readonly spaces: number; readonly offers: number }

/**
 * Puts `count` buildings on these sites, in their order, with floors, units and who has them; where there are more buildings than sites, several
 * stand side by side on each.
 */
export async function populateCarriers(
  tx: Transaction,
  world: StockWorld,
  { sites, count, made = () => {} }: { sites: readonly Site[]; count: number; made?: (some: number) => void },
): Promise<CarriersMade> {
  if (sites.length === 0 || count === 0) return { carriers: 0, spaces: 0, offers: 0 }
  const perSite = Math.ceil(count / sites.length)
  const sum = { carriers: 0, spaces: 0, offers: 0 }
  const step = 200
  for (let at = 0; at < sites.length && sum.carriers < count; at += step) {
    const some = sites.slice(at, at + step)
    const tenants = await tenantsOn(tx, some)
    const carriers: NewCarrier[] = []
    for (const site of some) {
      const left = Math.min(perSite, count - sum.carriers - carriers.length)
      const random = randomFrom(world.seed, 'buildings', site.code)
      for (const building of drawBuildings(site.geometry, Math.max(0, left), random)) {
        const number = sum.carriers + carriers.length + 1
        carriers.push(carrierOf(world, { site, building, number, random, tenants: tenants.get(site.parcel) ?? [] }))
      }
    }
    await createCarriersInBulk(world.house, tx, carriers)
    const offers = carriers.flatMap((carrier) => offersOf(world, carrier))
    await createOffersInBulk(tx, world.programme, offers)
    sum.carriers += carriers.length
    sum.spaces += carriers.reduce((spaces, carrier) => spaces + carrier.spaces.length, 0)
    sum.offers += offers.length
    made(carriers.length)
  }
  return sum
}

/** The firms on these grounds, with their names. */
async function tenantsOn(tx: Transaction, sites: readonly Site[]): Promise<Map<string, Tenant[]>> {
  const stays = await listOccupationsOn(
    tx,
    sites.map(({ parcel }) => parcel),
  )
  const names = await namesOfEnterprises(
    tx,
    stays.map(({ enterprise }) => enterprise),
  )
  const found = new Map<string, Tenant[]>()
  for (const { parcel, enterprise } of stays)
    found.set(parcel, [...(found.get(parcel) ?? []), { enterprise, name: names.get(enterprise) ?? enterprise }])
  for (const firms of found.values()) firms.sort((a, b) => (a.name < b.name ? -1 : 1))
  return found
}

type Standing = {
  readonly site: Site
  readonly building: PlannedBuilding
  readonly number: number
  readonly random: Random
  readonly tenants: readonly Tenant[]
}

const builders = ['state', 'collective', 'collective', 'private', 'private', 'other'] as const
const origins = ['built', 'built', 'acquired', 'standing'] as const

function carrierOf(world: StockWorld, { site, building, number, random, tenants }: Standing): NewCarrier {
  const { programme, today } = world
  const code = `合成载体-${String(number).padStart(5, '0')}`
  const programmes = listDocs(programme, 'spaces')
  const of = programmes.length > 0 && random.next() < (site.base === null ? 0.1 : 0.6) ? programmes[0] : undefined
  const floorArea = building.perFloor * building.floors.length
  const pending = [...tenants]
  const spaces = building.floors.flatMap((units, floor) =>
    units.map((area, unit) => {
      const tenant = pending.shift() ?? { name: `合成租户-${number}-${floor + 1}${unit + 1}` }
      return spaceOf(world, { area, floor, unit, of, random, tenant })
    }),
  )
  return {
    code,
    name: `合成厂房${number}号`,
    place: site.place,
    base: site.base,
    address: null,
    geometry: building.geometry,
    schematic: true,
    floorArea: String(floorArea),
    builder: builders[Math.floor(random.next() * builders.length)] ?? null,
    origin: origins[Math.floor(random.next() * origins.length)] ?? 'standing',
    completedOn: addDays(today, -Math.floor(90 + random.next() * 14 * 365)),
    programme: of?.id ?? null,
    synthetic: true,
    spaces,
  }
}

type Unit = {
  readonly area: number
  readonly floor: number
  readonly unit: number
  readonly of: SpaceProgramme | undefined
  readonly random: Random
  readonly tenant: { readonly enterprise?: string; readonly name: string }
}

function spaceOf({ today }: StockWorld, { area, floor, unit, of, random, tenant }: Unit): Space {
  const how = random.next()
  const let_ = how < 0.62 ? area : how < 0.74 ? Math.round(area * (0.3 + 0.4 * random.next())) : 0
  const from = addDays(today, -Math.floor(30 + random.next() * 1500))
  const to = random.next() < 0.5 ? null : addDays(today, Math.floor(45 + random.next() * 900))
  const letting: NewLetting = { ...tenant, from, to, area: String(let_) }
  const isGround = floor === 0
  return {
    id: randomUUID(),
    code: `${floor + 1}F-${unit + 1}`,
    floor: `${floor + 1}F`,
    area: String(area),
    rent: String(rentOf(of, { isGround, random })),
    terms: (of?.terms ?? []).filter(() => random.next() < 0.6).map(({ id }) => id),
    freeFrom: let_ === 0 ? addDays(today, Math.floor(random.next() * 240 - 120)) : null,
    powerKw: String(Math.round((area * (0.05 + 0.1 * random.next())) / 10) * 10 + 50),
    cleanRoom: random.next() < 0.12,
    ceiling: isGround ? (6 + Math.floor(random.next() * 5) * 0.5).toFixed(1) : (4 + random.next()).toFixed(1),
    floorLoad: isGround ? (2 + random.next() * 2).toFixed(1) : (0.6 + random.next() * 0.9).toFixed(1),
    lettings: let_ === 0 ? [] : [letting],
  }
}

/** A programme sets the most that is asked for; without one the ground floor costs more. */
function rentOf(of: SpaceProgramme | undefined, { isGround, random }: { isGround: boolean; random: Random }): number {
  const set = of?.rent !== undefined && 'value' in of.rent && of.rent.unit === rentUnit ? Number(of.rent.value) : null
  if (set !== null) return Math.floor(set * (0.7 + 0.3 * random.next()))
  const free = rents.least + rents.more * random.next() + (isGround ? 3 : 0)
  return Math.round(of === undefined ? free : free * 0.7)
}

/** Some of what nobody has, as strangers see it. */
function offersOf(world: StockWorld, carrier: NewCarrier): NewOffer[] {
  const { programme, today, house, seed } = world
  const contact = unitFor(programme, 'planning')
  const of = listDocs(programme, 'spaces').find(({ id }) => id === carrier.programme)
  const { geometry } = carrier
  if (contact === undefined || geometry === undefined || geometry === null || geometry.type === 'Point') return []
  return carrier.spaces.flatMap((space): NewOffer[] => {
    const [stay] = space.lettings
    const free = Number(space.area) - Number(stay?.area ?? 0)
    if (free === 0 || randomFrom(seed, 'space', carrier.code, space.code).next() * offeredOneIn >= 1) return []
    const kinds = (of?.terms ?? []).filter(({ id }) => space.terms?.includes(id)).map(({ kind }) => kind)
    return [
      {
        kind: 'space',
        of: space.id ?? '',
        code: `${carrier.code} ${space.code}`,
        name: carrier.name,
        place: carrier.place,
        base: carrier.base ?? null,
        area: String(free),
        least: free >= 1000 ? String(Math.round(free / 2)) : null,
        use: null,
        tenures: kinds.length === 0 ? ['lease'] : [...new Set(kinds)],
        price: null,
        rent: space.rent === undefined || space.rent === null ? null : { value: space.rent, unit: rentUnit },
        from:
          space.freeFrom !== undefined && space.freeFrom !== null && space.freeFrom > today ? space.freeFrom : today,
        until: null,
        powerKw: space.powerKw ?? null,
        cleanRoom: space.cleanRoom ?? null,
        ceiling: space.ceiling ?? null,
        floorLoad: space.floorLoad ?? null,
        industries: [],
        position: labelPoint(geometry),
        geometry,
        approximate: false,
        schematic: true,
        synthetic: true,
        contact: { organisation: contact.id, name: contact.name, phone: null },
        supply: null,
        stage: 'on_offer',
        publishedAt: house.clock.now().toISOString(),
      },
    ]
  })
}
