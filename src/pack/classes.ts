import type { Programme } from './programme.ts'

/** Whether a subject of these classes belongs to one of the wanted ones; undefined when only part of its class does. */
export type Membership = (held: readonly string[], wanted: readonly string[]) => boolean | undefined

type Reach = { readonly whole: ReadonlySet<string>; readonly part: ReadonlySet<string> }

/**
 * Membership of classes: a class lies in its parents, and crosswalks lead on to classes of other taxonomies.
 * Over a link that holds for part of the class only, nothing can be said of a single subject.
 */
export function createMembership(programme: Pick<Programme, 'taxonomies' | 'crosswalks'>): Membership {
  const ups = upwardLinks(programme)
  const reaches = new Map<string, Reach>()
  const reachOf = (ref: string): Reach => {
    const known = reaches.get(ref)
    if (known !== undefined) return known
    const whole = closure([ref], (one) => ups.whole.get(one) ?? [])
    const part = closure([...whole], (one) => [...(ups.whole.get(one) ?? []), ...(ups.part.get(one) ?? [])])
    const reach = { whole, part }
    reaches.set(ref, reach)
    return reach
  }
  return (held, wanted) => {
    if (held.length === 0) return undefined
    const found = held.map(reachOf)
    if (found.some((reach) => wanted.some((one) => reach.whole.has(one)))) return true
    return found.some((reach) => wanted.some((one) => reach.part.has(one))) ? undefined : false
  }
}

type Links = Map<string, string[]>

function upwardLinks({ taxonomies, crosswalks }: Pick<Programme, 'taxonomies' | 'crosswalks'>): {
  whole: Links
  part: Links
} {
  const whole: Links = new Map()
  const part: Links = new Map()
  for (const taxonomy of Object.values(taxonomies)) {
    for (const { id, parent } of taxonomy.classes) {
      if (parent !== undefined) append(whole, `${taxonomy.id}/${id}`, `${taxonomy.id}/${parent}`)
    }
  }
  for (const crosswalk of Object.values(crosswalks)) {
    for (const link of crosswalk.links) {
      append(link.part === true ? part : whole, `${crosswalk.from}/${link.from}`, `${crosswalk.to}/${link.to}`)
    }
  }
  return { whole, part }
}

function append(links: Links, from: string, to: string): void {
  links.set(from, [...(links.get(from) ?? []), to])
}

function closure(start: readonly string[], next: (ref: string) => readonly string[]): Set<string> {
  const reached = new Set(start)
  // A set grows while it is walked: classes found later are walked too.
  for (const ref of reached) for (const up of next(ref)) reached.add(up)
  return reached
}
