import { Decimal } from '#base/decimal.ts'
import type { IndustryTaxonomy } from '../contract.ts'

/** A class with those above it, nearest first, as references `<taxonomy>/<class>`. */
export type PeerLevel = { readonly reference: string; readonly name: { zh: string; en: string } }

/** In which classes an enterprise of this class has its peers: its own and those above, in the taxonomy that holds the class. */
export function peerLevels(taxonomies: readonly IndustryTaxonomy[], industry: string | null): PeerLevel[] {
  if (industry === null) return []
  const holding = taxonomies.filter(({ classes }) => classes.some(({ id }) => id === industry))
  const taxonomy = holding.toSorted((a, b) => b.classes.length - a.classes.length)[0]
  if (taxonomy === undefined) return []
  const byId = new Map(taxonomy.classes.map((each) => [each.id, each]))
  const levels: PeerLevel[] = []
  for (let next = byId.get(industry); next !== undefined && levels.length < byId.size; ) {
    levels.push({ reference: `${taxonomy.id}/${next.id}`, name: next.name })
    next = next.parent === null ? undefined : byId.get(next.parent)
  }
  return levels
}

/** The level that is looked at when nobody chose: one above the finest, where there are peers enough. */
export function usualLevel(levels: readonly PeerLevel[]): PeerLevel | undefined {
  return levels[1] ?? levels[0]
}

export type Place = 'lowest' | 'below' | 'above' | 'highest'

/** In which quarter of its peers a value lies; undefined where one of them is missing. */
export function placeAmong(
  value: string | null | undefined,
  { quartile1, median, quartile3 }: Record<'quartile1' | 'median' | 'quartile3', string | null | undefined>,
): Place | undefined {
  if (value == null || quartile1 == null || median == null || quartile3 == null) return undefined
  const own = new Decimal(value)
  if (own.lessThan(quartile1)) return 'lowest'
  if (own.lessThan(median)) return 'below'
  return own.greaterThan(quartile3) ? 'highest' : 'above'
}
