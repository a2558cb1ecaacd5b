import type { AreaShape, Bounds } from '#base/geo/geometry.ts'
import { type Sight, sees, seesByPlace } from './sight.ts'

/** A row of the indicators set for a parcel, as a search compares it. */
export type RowOnMap = { readonly row: string; readonly low: string | null; readonly high: string | null }

/** What the rooms of land say of a parcel. */
export type LandOnMap = {
  readonly readiness: string | null
  readonly use: string | null
  /** State of its supply. */
  readonly stage: string | null
  /** Of its supervision. */
  readonly light: string | null
  /** Whether it is on offer in public, since anybody may read it. */
  readonly offered: boolean
  /** Asked for it in public, in 10,000 yuan for each mu. */
  readonly price: string | null
  readonly industries: readonly string[]
  readonly rows: readonly RowOnMap[]
}

/** A parcel as the map keeps it. */
export type ParcelOnMap = {
  readonly id: string
  readonly code: string
  readonly name: string | null
  readonly place: string
  readonly base: string | null
  /** Exact, of the register, in m2. */
  readonly area: string
  /** By the words of the register, where the programme knows them. */
  readonly use: string | null
  readonly synthetic: boolean
  readonly places: readonly string[]
  readonly organisations: readonly string[]
  readonly occupied: boolean
  readonly geometry: AreaShape | null
  readonly bounds: Bounds | null
  readonly approximate: boolean
  readonly schematic: boolean
  readonly land: LandOnMap | null
}

/** What one viewer may know of a parcel; null is: not known, or not theirs to know. */
export type ParcelSeen = {
  readonly id: string
  readonly code: string
  readonly name: string | null
  readonly place: string
  readonly base: string | null
  readonly area: string
  readonly use: string | null
  readonly readiness: string | null
  readonly stage: string | null
  readonly light: string | null
  readonly offered: boolean
  readonly price: string | null
  readonly industries: readonly string[]
  readonly rows: readonly RowOnMap[]
  readonly occupied: boolean | null
  readonly approximate: boolean
  readonly schematic: boolean
  readonly synthetic: boolean
}

/** How much of a parcel a sight reaches; `undefined` where it does not reach it at all. Two sights of one reach are told the same of it. */
export function reachOf(sight: Sight, parcel: ParcelOnMap): number | undefined {
  if (sight.parcels.all && sight.land.all) return lotSeen + lifeSeen + occupationSeen
  if (!sees(sight.parcels, parcel)) return undefined
  return (
    (sees(sight.land, parcel) ? lotSeen : 0) +
    (seesByPlace(sight.land, parcel) ? lifeSeen : 0) +
    (seesByPlace(sight.parcels, parcel) ? occupationSeen : 0)
  )
}

const [lotSeen, lifeSeen, occupationSeen] = [1, 2, 4]

/**
 * The parcel to one viewer; undefined when they may not see it. An enterprise sees the parcels it is or was on, but not who else is there
 * nor how their supply and supervision stand.
 */
export function seenBy(sight: Sight, parcel: ParcelOnMap): ParcelSeen | undefined {
  const reach = reachOf(sight, parcel)
  return reach === undefined ? undefined : seenWithin(reach, parcel)
}

/** What is told of a parcel to whoever reaches so much of it. */
export function seenWithin(reach: number, parcel: ParcelOnMap): ParcelSeen {
  const { id, code, name, place, base, area, approximate, schematic, synthetic, land } = parcel
  const lot = (reach & lotSeen) > 0 ? land : null
  const life = (reach & lifeSeen) > 0 ? land : null
  const offered = land?.offered ?? false
  return {
    id,
    code,
    name,
    place,
    base,
    area,
    use: lot?.use ?? parcel.use,
    readiness: lot?.readiness ?? null,
    stage: life?.stage ?? null,
    light: life?.light ?? null,
    offered,
    price: offered ? (land?.price ?? null) : null,
    industries: lot?.industries ?? [],
    rows: lot?.rows ?? [],
    occupied: (reach & occupationSeen) > 0 ? parcel.occupied : null,
    approximate,
    schematic,
    synthetic,
  }
}
