import { findDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { CheckedScheme, KeptFact } from './model.ts'

/** A fact that nobody has stated. */
export function unknownFact(fact: string): KeptFact {
  return { fact, holds: null, source: null, by: null, knownAt: null }
}

/** Of the taxonomy that the scheme takes means over, the class nearest to the one of the register. */
export function meanIndustryOf({ industry }: CheckedScheme, classes: readonly string[] | undefined): string | null {
  if (industry === undefined) return null
  return classes?.find((address) => address.startsWith(`${industry}/`)) ?? null
}

/** A class with every class that contains it whole: above it, and across crosswalks; nearest first. */
export function spreading(programme: Programme): (address: string) => string[] {
  const known = new Map<string, string[]>()
  return (address) => {
    const found = known.get(address) ?? [...containing(programme, address)]
    known.set(address, found)
    return found
  }
}

function containing(programme: Programme, address: string): Set<string> {
  const found = new Set([address])
  // A set grows while it is walked: classes found later are walked too.
  for (const each of found) {
    const [taxonomy = '', id = ''] = each.split('/')
    const parent = findDoc(programme, 'taxonomies', taxonomy)?.classes.find((one) => one.id === id)?.parent
    for (const walk of Object.values(programme.crosswalks)) {
      if (walk.from !== taxonomy) continue
      for (const link of walk.links) if (link.from === id && link.part !== true) found.add(`${walk.to}/${link.to}`)
    }
    if (parent !== undefined) found.add(`${taxonomy}/${parent}`)
  }
  return found
}
