import { cellName, type Dimensions, type GroupingWorld, type Side, sideOf } from './groupings.ts'
import type { Relation } from './model.ts'

/** A cell of the tables of releases. */
export type StructureCell = {
  readonly name: string
  /** Nobody sees it, but it is the difference of cells that are seen: where classes overlap. */
  readonly isShadow: boolean
  readonly level: number
  readonly atoms: readonly number[]
}

/** The cells of tables, what they are made of and how they add up. */
export type Tables = {
  readonly cells: readonly StructureCell[]
  readonly relations: readonly Relation[]
}

/** What is the same for every amount and period. */
export type Structure = Tables & {
  readonly atoms: number
  atomOf(of: Dimensions): number | undefined
}

type Table = readonly string[]
type Parting = (of: Dimensions) => string

/** The structure of tables over everybody who reports. */
export function structureOf(
  world: GroupingWorld,
  tables: readonly Table[],
  everybody: Iterable<Dimensions>,
): Structure {
  const sides = new Map<string, Side>()
  for (const grouping of tables.flat()) sides.set(grouping, sides.get(grouping) ?? sideOf(world, grouping))
  const sidesOf = tables.map((table) => table.map((grouping) => sides.get(grouping) as Side))
  const most = Math.max(...tables.map((table) => table.length))
  const partings = sidesOf.flatMap(partingsOf)
  const drafts = new Map<string, { level: number; isShadow: boolean; atoms: Set<number> }>()
  const atoms = new Map<string, number>()
  const kinds = new Map<string, number>()
  const parted: string[][] = []
  for (const of of everybody) {
    const kind = kindOf(of)
    if (kinds.has(kind)) continue
    const names = namesOf(sidesOf, of)
    const ways = partings.map((parting) => parting(of))
    const key = [...names].sort().join('|')
    const atom = atoms.get(key) ?? parted.push(ways) - 1
    atoms.set(key, atom)
    kinds.set(kind, atom)
    for (const name of names) {
      const draft = drafts.get(name) ?? { level: most - termsIn(name), isShadow: false, atoms: new Set() }
      drafts.set(name, draft)
      draft.atoms.add(atom)
    }
  }
  const families = familiesOf(drafts, parted, most)
  const cells = [...drafts].map(([name, draft]) => ({ ...draft, name, atoms: [...draft.atoms].sort((a, b) => a - b) }))
  return {
    cells,
    relations: relationsOf(cells, families),
    atoms: parted.length,
    atomOf: (of) => kinds.get(kindOf(of)),
  }
}

function kindOf({ town, base, industry, size, ownership }: Dimensions): string {
  return [town, base, industry, size, ownership].join('|')
}

function termsIn(name: string): number {
  return name === '' ? 0 : name.split('&').length
}

/** Every cell of every table that holds these respondents, margins included. */
function namesOf(tables: readonly (readonly Side[])[], of: Dimensions): Set<string> {
  const names = new Set<string>()
  for (const sides of tables) {
    let found: string[][] = [[]]
    for (const { terms } of sides) {
      const own = terms(of)
      found = found.flatMap((each) => [each, ...own.map((term) => [...each, term])])
    }
    for (const terms of found) names.add(cellName(terms))
  }
  return names
}

/** All ways in which cells of a table part everybody: each choice of its sides, each side at one depth. */
function partingsOf(sides: readonly Side[]): Parting[] {
  let ways: ((of: Dimensions) => readonly (readonly string[])[])[] = [() => []]
  for (const side of sides) {
    ways = ways.flatMap((way) => [
      way,
      ...side.partings.map((parting) => (of: Dimensions) => [...way(of), parting(of)]),
    ])
  }
  return ways.slice(1).map((way) => (of) => cellName(way(of).map((terms) => [...terms].sort().join('+'))))
}

type Draft = { level: number; isShadow: boolean; atoms: Set<number> }

/** For each way of parting, the cell of each atom; where classes overlap, who is in exactly these is a cell that nobody sees. */
function familiesOf(drafts: Map<string, Draft>, parted: readonly (readonly string[])[], most: number): number[][] {
  const ways = parted[0]?.length ?? 0
  const families = Array.from({ length: ways }, (_, way) => {
    const members = new Map<string, number[]>()
    parted.forEach((names, atom) => {
      const name = names[way] as string
      members.set(name, [...(members.get(name) ?? []), atom])
    })
    return [...members].map(([name, atoms]) => {
      if (drafts.get(name)?.atoms.size === atoms.length) return { name, atoms }
      const shadow = `only ${name}`
      drafts.set(shadow, { level: most - termsIn(name), isShadow: true, atoms: new Set(atoms) })
      return { name: shadow, atoms }
    })
  })
  const places = new Map([...drafts.keys()].map((name, i) => [name, i]))
  return families.map((family) => {
    const of: number[] = []
    for (const { name, atoms } of family) for (const atom of atoms) of[atom] = places.get(name) as number
    return of
  })
}

/** Wherever cells of one way of parting make up another cell exactly. */
function relationsOf(
  cells: readonly { readonly atoms: readonly number[] }[],
  families: readonly number[][],
): Relation[] {
  const seen = new Set<string>()
  return cells.flatMap(({ atoms }, parent) =>
    families.flatMap((family) => {
      const children = [...new Set(atoms.map((atom) => family[atom] as number))]
      const size = children.reduce((sum, child) => sum + (cells[child]?.atoms.length ?? 0), 0)
      if (size !== atoms.length || children.includes(parent)) return []
      const key = `${parent}:${children.sort((a, b) => a - b).join()}`
      if (seen.has(key)) return []
      seen.add(key)
      return [{ parent, children }]
    }),
  )
}
