/** Where and what a respondent was in a period: ids of places and of classes. */
export type Dimensions = {
  readonly town: string | null
  readonly base: string | null
  readonly industry: string | null
  readonly size: string | null
  readonly ownership: string | null
}

/** A class of an industry taxonomy. */
export type IndustryClass = {
  readonly id: string
  readonly parent: string | null
  readonly industries: ReadonlySet<string>
}

/** What groupings mean in a programme. */
export type GroupingWorld = {
  /** Places of a kind that are made of towns, each with them. */
  placesOfKind(kind: string): readonly { readonly id: string; readonly towns: ReadonlySet<string> }[]
  classesOf(taxonomy: string): readonly IndustryClass[]
}

/** One side of a table: every class that holds a respondent, and ways to part all respondents by the classes of one depth. */
export type Side = {
  /** Terms such as `place=kite` or `industry=plan-fields/emerging`; `~` is who is in no class. */
  readonly terms: (of: Dimensions) => readonly string[]
  /** One term each, or several at once where classes overlap. */
  readonly partings: readonly ((of: Dimensions) => readonly string[])[]
}

const none = '~'

/** The side of a table that a grouping of the pack language names: `place:<kind>`, `taxonomy:<id>`, `size`, `ownership`. */
export function sideOf(world: GroupingWorld, grouping: string): Side {
  const [what = '', which = ''] = grouping.split(':')
  if (what === 'taxonomy') return taxonomySide(which, world.classesOf(which))
  if (what === 'size' || what === 'ownership') return plainSide((of) => [`${what}=${of[what] ?? none}`])
  if (which === 'town') return plainSide((of) => [`place=${of.town ?? none}`])
  if (which === 'base') return plainSide((of) => [`place=${of.base ?? `base${none}`}`])
  const places = world.placesOfKind(which)
  return plainSide((of) => {
    const held = places.filter(({ towns }) => of.town !== null && towns.has(of.town))
    return held.length === 0 ? [`place=${which}${none}`] : held.map(({ id }) => `place=${id}`)
  })
}

function plainSide(terms: Side['terms']): Side {
  return { terms, partings: [terms] }
}

/** Classes at all depths; who is in a class and in none below it is the rest of that class. */
function taxonomySide(taxonomy: string, classes: readonly IndustryClass[]): Side {
  const parents = new Map(classes.map(({ id, parent }) => [id, parent]))
  const depthOf = (id: string): number => {
    const parent = parents.get(id) ?? null
    return parent === null ? 0 : depthOf(parent) + 1
  }
  const deep = new Map(classes.map(({ id }) => [id, depthOf(id)]))
  const depths = Math.max(0, ...deep.values()) + 1
  const hasBelow = new Set(classes.flatMap(({ parent }) => (parent === null ? [] : [parent])))
  const heldBy = new Map<string, readonly string[]>()
  const held = (industry: string | null): readonly string[] => {
    if (industry === null) return []
    const known = heldBy.get(industry) ?? classes.filter((each) => each.industries.has(industry)).map(({ id }) => id)
    heldBy.set(industry, known)
    return known
  }
  const ends = (ids: readonly string[], depth: number): string[] => {
    const own = ids.filter((id) => deep.get(id) === depth)
    const above = depth === 0 ? (ids.length === 0 ? [none] : []) : ends(ids, depth - 1)
    const stay = above.flatMap((id) => {
      if (id.endsWith(none) || !hasBelow.has(id)) return [id]
      return own.some((each) => parents.get(each) === id) ? [] : [`${id}${none}`]
    })
    return [...own, ...stay]
  }
  const term = (id: string) => `industry=${taxonomy}/${id}`
  const partings = Array.from(
    { length: depths },
    (_, depth) => (of: Dimensions) => ends(held(of.industry), depth).map(term),
  )
  const last = partings.at(-1) as (of: Dimensions) => readonly string[]
  return { terms: (of) => [...new Set([...held(of.industry).map(term), ...last(of)])], partings }
}

/** A cell is named by what is asked of its respondents; the whole has the empty name. */
export function cellName(terms: readonly string[]): string {
  return [...terms].sort().join('&')
}
