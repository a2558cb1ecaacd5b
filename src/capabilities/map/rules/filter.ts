import { isDecimalText } from '#base/decimal.ts'
import { convert } from '#base/quantity.ts'
import type { MapParcelFilter } from '../contract.ts'

/** What the address of the map says of the parcels wanted: areas in mu, as land is spoken of. */
export type MapWords = Readonly<Record<string, string | undefined>>

/** The words of an address that narrow the parcels. */
export const filterWords = [
  'q',
  'readiness',
  'use',
  'industry',
  'offered',
  'least',
  'most',
  'price',
  'row',
  'atLeast',
  'atMost',
  'here',
] as const

const amount = (text: string | undefined): string | undefined =>
  text !== undefined && isDecimalText(text) && !text.startsWith('-') ? text : undefined

function inSquareMetres(mu: string | undefined): string | undefined {
  const value = amount(mu)
  return value === undefined ? undefined : convert({ value, unit: 'mu' }, 'm2').value
}

/** What to ask the server for; words that say nothing are left out. `bounds` counts only while the reader wants what is in view. */
export function parcelFilter(words: MapWords, bounds?: string): MapParcelFilter {
  const asked: MapParcelFilter = {
    q: words.q?.trim(),
    place: words.place,
    readiness: words.readiness,
    use: words.use,
    industry: words.industry,
    offered: words.offered === 'yes' || words.offered === 'no' ? words.offered : undefined,
    least: inSquareMetres(words.least),
    most: inSquareMetres(words.most),
    price: amount(words.price),
    row: words.row,
    // Amounts say nothing without the row that they are asked of.
    atLeast: words.row === undefined ? undefined : amount(words.atLeast),
    atMost: words.row === undefined ? undefined : amount(words.atMost),
    bounds: words.here === 'yes' ? bounds : undefined,
  }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''))
}

/** Whether the list holds fewer than all parcels of the programme. */
export function isNarrowed(filter: MapParcelFilter): boolean {
  return Object.keys(filter).some((word) => word !== 'bounds')
}
