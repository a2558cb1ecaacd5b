import { Problem } from '#base/problem.ts'
import { membersFor } from '#capabilities/enterprises/server/service.ts'
import { areaUnits, placesOf, townsOf } from '#capabilities/places/server/service.ts'
import type { FactsRow } from '#kit/server/facts.ts'
import type { Programme } from '#pack/programme.ts'
import type { FigureQuery, Selection } from '../contract.ts'
import { membersOf } from '#pack/class-members.ts'
import { findRung, ladderSubject } from '#pack/ladders.ts'
import { isIn, type Key, literal } from './facts.sql.ts'
import type { Filter } from './rungs.sql.ts'

const separator = '\u001f'
const mostClassesShown = 80

export { membersFor, townsOf }

/** How the rows of a question are grouped and which of them count. */
export class Groups {
  readonly keys: readonly Key[]
  readonly filters: readonly Filter[]
  /** The places a reader must see to see single enterprises of this selection. */
  readonly scope: readonly string[]
  /** Every group is one enterprise. */
  readonly ofOneSubject: boolean
  readonly where: Selection
  readonly #programme: Programme
  readonly #query: Pick<FigureQuery, 'by' | 'where'>

  constructor(programme: Programme, query: Pick<FigureQuery, 'by' | 'where'>) {
    this.#programme = programme
    this.#query = query
    this.where = query.where
    this.keys = query.by.map((by) => keyOf(programme, by))
    this.ofOneSubject = query.where.enterprise !== undefined || query.by.includes('enterprise')
    this.filters = filtersOf(programme, query.where)
    this.scope = scopeOf(programme, query.where)
  }

  ungrouped(): Groups {
    return new Groups(this.#programme, { ...this.#query, by: [] })
  }

  /** The same, each group parted into its enterprises: the last key. */
  withEnterprise(): Groups {
    return new Groups(this.#programme, { ...this.#query, by: [...this.#query.by, 'enterprise'] })
  }

  join(keys: readonly string[]): string {
    return keys.join(separator)
  }

  split(key: string): string[] {
    return key.split(separator)
  }

  /** The groups to show: all places and classes of a small list, whether or not anything is known of them; else those found. */
  rowKeys(found: Iterable<string>): string[][] {
    if (this.keys.length === 0) return [[]]
    const listed = this.keys.map((key) => this.#listed(key))
    const seen = [...found].map((key) => key.split(separator))
    if (this.keys.length === 1 && listed[0]) return listed[0].map((id) => [id])
    if (listed.every((ids) => ids !== null)) return product(listed)
    return seen.filter((keys) => keys.every((key, i) => key !== '' && (listed[i]?.includes(key) ?? true)))
  }

  #listed(key: Key): string[] | null {
    if (key.kind === 'classes') {
      const classes = this.#programme.taxonomies[key.taxonomy]?.classes ?? []
      return classes.length <= mostClassesShown && !key.leavesOnly ? classes.map((each) => each.id) : null
    }
    if (key.kind === 'rungs') return (this.#programme.taxonomies[key.ladder]?.classes ?? []).map((each) => each.id)
    if (key.kind === 'column' && key.column !== 'town' && key.column !== 'base') return null
    const kinds = key.kind === 'members' ? [key.placeKind] : key.column === 'base' ? ['base'] : null
    return placesWithin(this.#programme, this.#query.where.place, kinds)
  }
}

/** The group a row of an answer is about. */
export function groupOf(row: FactsRow, groups: Groups): string {
  return groups.keys.length === 0 ? '' : groups.join(groups.keys.map((_, i) => String(row[`k${i}`] ?? '')))
}

function product(lists: readonly string[][]): string[][] {
  return lists.reduce<string[][]>((rows, ids) => rows.flatMap((row) => ids.map((id) => [...row, id])), [[]])
}

function keyOf(programme: Programme, by: string): Key {
  const [what = '', which = '', more = ''] = by.split(':')
  if (what === 'enterprise') return { kind: 'column', column: 'subject' }
  if (what === 'size' || what === 'ownership') return { kind: 'column', column: what }
  if (what === 'place') {
    if (which === 'town' || which === 'base') return { kind: 'column', column: which }
    if (!programme.placeKinds.some((kind) => kind.id === which)) throw unknownKey('place_kind', which)
    return { kind: 'members', placeKind: which }
  }
  const taxonomy = Object.hasOwn(programme.taxonomies, which) ? programme.taxonomies[which] : undefined
  if (what === 'ladder') {
    if (taxonomy?.subject !== ladderSubject) throw unknownKey('ladder', which)
    return { kind: 'rungs', ladder: which }
  }
  if (!taxonomy) throw unknownKey('taxonomy', which)
  if (membersFor(programme).register === which && more === 'leaf') return { kind: 'column', column: 'industry' }
  return { kind: 'classes', taxonomy: which, leavesOnly: more === 'leaf' }
}

/** The places that hold everything selected; a list of places that are not all of one is the whole programme. */
function scopeOf(programme: Programme, { place, within, places }: Selection): string[] {
  const [only] = places ?? []
  return [place ?? within ?? (places?.length === 1 ? only : undefined) ?? programme.rootPlace]
}

function filtersOf(programme: Programme, where: Selection): Filter[] {
  const filters: Filter[] = []
  if (where.place !== undefined && where.place !== programme.rootPlace)
    filters.push(placeFilter(programme, where.place))
  if (where.within !== undefined && where.within !== programme.rootPlace)
    filters.push(placeFilter(programme, where.within))
  if (where.places !== undefined && !where.places.includes(programme.rootPlace))
    filters.push(`(${[...new Set(where.places)].map((place) => placeFilter(programme, place)).join(' or ')})`)
  if (where.industry !== undefined) filters.push(industryFilter(programme, [where.industry]))
  if (where.industries !== undefined) filters.push(industryFilter(programme, where.industries))
  if (where.size !== undefined) filters.push(`f.size = ${literal(where.size)}`)
  if (where.sizes !== undefined) filters.push(isIn('f.size', where.sizes))
  if (where.ownership !== undefined) filters.push(`f.ownership = ${literal(where.ownership)}`)
  if (where.ownerships !== undefined) filters.push(isIn('f.ownership', where.ownerships))
  if (where.rung !== undefined) filters.push({ rungs: knownRungs(programme, [where.rung]) })
  if (where.rungs !== undefined) filters.push({ rungs: knownRungs(programme, where.rungs) })
  if (where.enterprise !== undefined) filters.push(`f.subject = ${literal(where.enterprise)}`)
  return filters
}

function knownRungs(programme: Programme, rungs: readonly string[]): readonly string[] {
  const unknown = rungs.find((rung) => findRung(programme, rung) === undefined)
  if (unknown !== undefined) throw unknownKey('rung', unknown)
  return rungs
}

/** Whoever is in any of the classes, once. */
function industryFilter(programme: Programme, classes: readonly string[]): string {
  const members = classes.flatMap((each) => membersOf(membersFor(programme), programme, each))
  return isIn('f.industry', [...new Set(members)].sort())
}

/** A town or base by its own column; a belt or agglomeration by its towns and, where the programme names them, its industries. */
export function placeFilter(programme: Programme, id: string): string {
  const place = Object.hasOwn(programme.places, id) ? programme.places[id] : undefined
  if (!place) throw unknownKey('place', id)
  if (place.kind === 'base') return `f.base = ${literal(id)}`
  return isIn('f.town', townsOf(programme, id))
}

/** The places of some kinds (area units when none are named) that lie within a place, in the order of the programme. */
function placesWithin(programme: Programme, within: string | undefined, kinds: readonly string[] | null): string[] {
  const book = placesOf(programme)
  const places = kinds === null ? areaUnits(book) : book.list().filter((place) => kinds.includes(place.kind))
  const ids = places.map((place) => place.id)
  if (within === undefined || within === programme.rootPlace) return ids
  const towns = new Set(townsOf(programme, within))
  return ids.filter((id) => id === within || townsOf(programme, id).some((town) => towns.has(town)))
}

function unknownKey(what: string, id: string): Problem {
  return new Problem('not_found', { details: { what, id } })
}
