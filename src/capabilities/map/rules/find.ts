import { Decimal } from '#base/decimal.ts'
import { type Bounds, boundsMeet } from '#base/geo/geometry.ts'
import type { ParcelSeen, RowOnMap } from './parcel.ts'

/** What is looked for; what is left out is not asked. Areas in m2, exact texts. */
export type ParcelSearch = {
  /** Part of the code or name. */
  readonly q?: string | undefined
  /** Places of which one must contain the parcel. */
  readonly places?: readonly string[] | undefined
  readonly bounds?: Bounds | undefined
  readonly least?: string | undefined
  readonly most?: string | undefined
  /** Asked at most, in 10,000 yuan for each mu. */
  readonly price?: string | undefined
  readonly industry?: string | undefined
  readonly readiness?: string | undefined
  readonly use?: string | undefined
  readonly stage?: string | undefined
  readonly light?: string | undefined
  readonly offered?: 'yes' | 'no' | undefined
  readonly occupied?: 'yes' | 'no' | undefined
  /** A row of the indicators set for the parcel, with what it must allow. */
  readonly row?: string | undefined
  readonly atLeast?: string | undefined
  readonly atMost?: string | undefined
}

export type Found = { readonly seen: ParcelSeen; readonly bounds: Bounds | null; readonly places: readonly string[] }

/** A test of parcels, made once for a search. What is not known of a parcel never matches what is asked of it. */
export function matcherOf(search: ParcelSearch): (found: Found) => boolean {
  const words = search.q?.trim().toLowerCase() ?? ''
  const [least, most, price] = [search.least, search.most, search.price].map((text) =>
    text === undefined ? undefined : new Decimal(text),
  )
  const { places, bounds } = search
  const same = (['readiness', 'use', 'stage', 'light'] as const).filter((name) => search[name] !== undefined)
  return ({ seen, bounds: box, places: around }) => {
    if (words !== '' && !`${seen.code}\n${seen.name ?? ''}`.toLowerCase().includes(words)) return false
    if (places !== undefined && !places.some((place) => around.includes(place))) return false
    if (bounds !== undefined && (box === null || !boundsMeet(box, bounds))) return false
    if (same.some((name) => seen[name] !== search[name])) return false
    if (search.industry !== undefined && !seen.industries.includes(search.industry)) return false
    if (search.offered !== undefined && seen.offered !== (search.offered === 'yes')) return false
    if (search.occupied !== undefined && seen.occupied !== (search.occupied === 'yes')) return false
    if (least?.gt(seen.area) === true || most?.lt(seen.area) === true) return false
    if (price !== undefined && (seen.price === null || price.lt(seen.price))) return false
    return search.row === undefined || seen.rows.some((row) => row.row === search.row && rowFits(row, search))
  }
}

/** Whether the amount of a row lies where it is wanted: its lower bound at least, its upper bound at most. */
function rowFits({ low, high }: RowOnMap, { atLeast, atMost }: ParcelSearch): boolean {
  const amount = low ?? high
  if (atLeast !== undefined && (amount === null || new Decimal(amount).lt(atLeast))) return false
  const upper = high ?? low
  return atMost === undefined || (upper !== null && !new Decimal(upper).gt(atMost))
}

export type SortOfParcels = 'code' | '-code' | 'area' | '-area'

/** The order of the list; parcels of one area follow their codes. */
export function orderOf(sort: SortOfParcels): (a: Found, b: Found) => number {
  const turn = sort.startsWith('-') ? -1 : 1
  const byCode = (a: Found, b: Found) => (a.seen.code < b.seen.code ? -1 : a.seen.code > b.seen.code ? 1 : 0)
  if (sort === 'code' || sort === '-code') return (a, b) => turn * byCode(a, b)
  return (a, b) => turn * (Number(a.seen.area) - Number(b.seen.area)) || byCode(a, b)
}
