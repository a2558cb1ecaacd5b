import { findRegisterTaxonomy } from '#capabilities/enterprises/server/service.ts'
import type { Asking } from '#capabilities/releases/server/service.ts'
import { findAttribute } from '#pack/formula/attributes.ts'
import type { Programme } from '#pack/programme.ts'
import type { Selection } from '../contract.ts'
import type { Leaf } from '../rules/expression.ts'
import { type Groups, membersFor, townsOf } from './groups.ts'
import { conditionsOf } from './where-sql.ts'

const sides = ['place', 'industry', 'size', 'ownership'] as const
type Side = (typeof sides)[number]

/** One class of a side of a table, and what it is made of. */
type Choice = Asking & { readonly of: ReadonlySet<string> }

/** What is asked of one side: any of some classes. */
type Constraint = { readonly side: Side; readonly choices: readonly Choice[] } | 'anything' | 'no_cells'

const mostCells = 400
const base = 'place:base'

/**
 * The cells of releases that a group and a leaf ask for: their sum is the sum that is asked. Null where it is not a sum of whole
 * cells that releases could have.
 */
export function askedCells(
  programme: Programme,
  groups: Groups,
  { key, leaf, where }: { key: string; leaf: Leaf; where: Selection },
): Asking[][] | null {
  const constraints = [...ofGroup(programme, groups, key), ...ofSelection(programme, where), ...ofLeaf(programme, leaf)]
  if (constraints.includes('no_cells')) return null
  let cells: Asking[][] = [[]]
  for (const side of sides) {
    const choices = met(
      constraints.flatMap((each) => (typeof each === 'object' && each.side === side ? [each.choices] : [])),
    )
    if (choices === null) return null
    if (choices !== 'all') cells = cells.flatMap((cell) => choices.map((choice) => [...cell, choice]))
    if (cells.length > mostCells) return null
  }
  return cells
}

/** What lies in all of the lists; null when it is not whole classes without overlap. */
function met(lists: readonly (readonly Choice[])[]): readonly Choice[] | 'all' | null {
  let left: readonly Choice[] | 'all' = 'all'
  for (const list of lists) {
    if (left === 'all') {
      left = list
      continue
    }
    const next = new Map<string, Choice>()
    for (const a of left) {
      for (const b of list) {
        const shared = smaller(a, b)
        if (shared === null) return null
        if (shared !== 'none') next.set(shared.term, shared)
      }
    }
    left = [...next.values()]
  }
  return left === 'all' ? 'all' : apart(left)
}

/** A base and a town are of different kinds: what they share is no cell. */
function smaller(a: Choice, b: Choice): Choice | 'none' | null {
  if (isWithin(a, b)) return a
  if (isWithin(b, a)) return b
  return isComparable(a, b) && isApart(a, b) ? 'none' : null
}

function isWithin(a: Choice, b: Choice): boolean {
  return a.term === b.term || (isComparable(a, b) && [...a.of].every((each) => b.of.has(each)))
}

function isApart(a: Choice, b: Choice): boolean {
  return ![...a.of].some((each) => b.of.has(each))
}

function isComparable(a: Choice, b: Choice): boolean {
  return (a.grouping === base) === (b.grouping === base)
}

/** Without those that lie in others; null when two of them share a part. */
function apart(choices: readonly Choice[]): readonly Choice[] | null {
  const kept: Choice[] = []
  for (const choice of [...choices].sort((a, b) => b.of.size - a.of.size)) {
    if (kept.some((each) => isWithin(choice, each))) continue
    if (kept.some((each) => !isComparable(choice, each) || !isApart(choice, each))) return null
    kept.push(choice)
  }
  return kept
}

function ofGroup(programme: Programme, groups: Groups, key: string): Constraint[] {
  const ids = groups.keys.length === 0 ? [] : groups.split(key)
  return groups.keys.map((each, i) => {
    const id = ids[i] ?? ''
    if (each.kind === 'rungs') return 'no_cells'
    if (each.kind === 'classes') return industry(programme, [`${each.taxonomy}/${id}`])
    if (each.kind === 'members' || each.column === 'town' || each.column === 'base') return place(programme, [id])
    if (each.column === 'size' || each.column === 'ownership') return plain(each.column, [id])
    if (each.column !== 'industry') return 'no_cells'
    return industry(programme, [`${findRegisterTaxonomy(programme, 'industry')?.id ?? ''}/${id}`])
  })
}

function ofSelection(programme: Programme, where: Selection): Constraint[] {
  const {
    place: at,
    within,
    places,
    industry: of,
    industries,
    size,
    sizes,
    ownership,
    ownerships,
    enterprise,
    rung,
    rungs,
  } = where
  return [
    ...[at, within].flatMap((id) => (id === undefined ? [] : [place(programme, [id])])),
    ...(places === undefined ? [] : [place(programme, places)]),
    ...(of === undefined ? [] : [industry(programme, [of])]),
    ...(industries === undefined ? [] : [industry(programme, industries)]),
    ...(size === undefined ? [] : [plain('size', [size])]),
    ...(sizes === undefined ? [] : [plain('size', sizes)]),
    ...(ownership === undefined ? [] : [plain('ownership', [ownership])]),
    ...(ownerships === undefined ? [] : [plain('ownership', ownerships)]),
    ...(enterprise === undefined && rung === undefined && rungs === undefined ? [] : ['no_cells' as const]),
  ]
}

/** Conditions of a formula that choose whole classes; any other cannot be met by cells. */
function ofLeaf(programme: Programme, leaf: Leaf): Constraint[] {
  return conditionsOf(programme, leaf).map((node) => {
    if (node.kind !== 'in') return 'no_cells'
    const attribute = findAttribute(node.attribute)
    if (attribute === 'industry') return industry(programme, node.classes)
    if (attribute === 'town' || attribute === 'place' || attribute === 'base') return place(programme, node.classes)
    if (attribute === 'size' || attribute === 'ownership')
      return plain(
        attribute,
        node.classes.map((each) => each.slice(each.indexOf('/') + 1)),
      )
    return 'no_cells'
  })
}

/** The whole programme asks for nothing. */
function place(programme: Programme, ids: readonly string[]): Constraint {
  if (ids.includes(programme.rootPlace)) return 'anything'
  const choices = ids.flatMap((id): Choice[] => {
    const kind = programme.places[id]?.kind
    if (kind === undefined) return []
    if (kind === 'base') return [{ grouping: base, term: `place=${id}`, of: new Set([id]) }]
    const towns = townsOf(programme, id)
    const grouping = towns.length === 1 && towns[0] === id ? 'place:town' : `place:${kind}`
    return [{ grouping, term: `place=${id}`, of: new Set(towns) }]
  })
  return choices.length < ids.length ? 'no_cells' : { side: 'place', choices }
}

function industry(programme: Programme, addresses: readonly string[]): Constraint {
  const { of } = membersFor(programme)
  const choices = addresses.map((address) => ({
    grouping: `taxonomy:${address.split('/')[0] ?? ''}`,
    term: `industry=${address}`,
    of: of.get(address) ?? new Set<string>(),
  }))
  return { side: 'industry', choices }
}

function plain(side: 'size' | 'ownership', ids: readonly string[]): Constraint {
  return { side, choices: ids.map((id) => ({ grouping: side, term: `${side}=${id}`, of: new Set([id]) })) }
}
