import { Problem } from '#base/problem.ts'
import type { Programme } from './programme.ts'

/** Which classes of the register's own taxonomy a class stands for. */
export type ClassMembers = {
  /** The taxonomy in which the register keeps the industry of an enterprise. */
  readonly register: string | null
  /** By `<taxonomy>/<class>`: the ids of the register's classes. */
  readonly of: ReadonlyMap<string, ReadonlySet<string>>
  /** Classes into which a crosswalk leads only a part of others: which others, that are left out, so that a figure over them is short of it. */
  readonly partial: ReadonlyMap<string, ReadonlySet<string>>
}

type Taxonomy = Programme['taxonomies'][string]

/**
 * Every class of every industry taxonomy as classes of the register: its own by descent, the others through the crosswalks,
 * however many lie between.
 */
export function classMembers(programme: Programme, registerId: string | undefined): ClassMembers {
  const industries = Object.values(programme.taxonomies).filter((taxonomy) => taxonomy.subject === 'industry')
  const walks = Object.values(programme.crosswalks)
  const register = industries.find((taxonomy) => taxonomy.id === registerId)
  const of = new Map<string, Set<string>>()
  const partial = new Map<string, Set<string>>()
  if (!register) return { register: null, of, partial }
  for (const { id } of register.classes) add(of, `${register.id}/${id}`, [id])
  lift(register, of, partial)
  for (let changed = true; changed; ) {
    const before = total(of)
    for (const walk of walks) {
      for (const link of walk.links) {
        if (link.part) add(partial, `${walk.to}/${link.to}`, [`${walk.from}/${link.from}`])
        else {
          add(of, `${walk.to}/${link.to}`, of.get(`${walk.from}/${link.from}`) ?? [])
          add(partial, `${walk.to}/${link.to}`, partial.get(`${walk.from}/${link.from}`) ?? [])
        }
      }
    }
    for (const taxonomy of industries) if (taxonomy.id !== register.id) lift(taxonomy, of, partial)
    changed = total(of) > before
  }
  return { register: register.id, of, partial }
}

/** @throws Problem not_found for a class the programme does not have */
export function membersOf(members: ClassMembers, programme: Programme, address: string): readonly string[] {
  const [taxonomyId = '', classId = ''] = address.split('/')
  const taxonomy = Object.hasOwn(programme.taxonomies, taxonomyId) ? programme.taxonomies[taxonomyId] : undefined
  if (!taxonomy?.classes.some((each) => each.id === classId)) {
    throw new Problem('not_found', { details: { what: 'class', id: address } })
  }
  return [...(members.of.get(address) ?? [])].sort()
}

/** The classes of other taxonomies that are left out of a class, because only a part of each belongs to it. */
export function leftOutOf(members: ClassMembers, address: string): string[] {
  const held = members.of.get(address)
  const isHeld = (each: string) => {
    const own = members.of.get(each)
    return own !== undefined && held !== undefined && [...own].every((id) => held.has(id))
  }
  return [...(members.partial.get(address) ?? [])].filter((each) => !isHeld(each)).sort()
}

/** A class holds what its subclasses hold. */
function lift(taxonomy: Taxonomy, of: Map<string, Set<string>>, partial: Map<string, Set<string>>): void {
  const parents = new Map(taxonomy.classes.map((each) => [each.id, each.parent]))
  for (const { id } of taxonomy.classes) {
    const held = of.get(`${taxonomy.id}/${id}`) ?? []
    const short = partial.get(`${taxonomy.id}/${id}`) ?? []
    for (let above = parents.get(id); above !== undefined; above = parents.get(above)) {
      add(of, `${taxonomy.id}/${above}`, held)
      add(partial, `${taxonomy.id}/${above}`, short)
    }
  }
}

function add(of: Map<string, Set<string>>, key: string, ids: Iterable<string>): void {
  const held = of.get(key) ?? new Set<string>()
  for (const id of ids) held.add(id)
  if (held.size > 0) of.set(key, held)
}

function total(of: Map<string, Set<string>>): number {
  let count = 0
  for (const held of of.values()) count += held.size
  return count
}
