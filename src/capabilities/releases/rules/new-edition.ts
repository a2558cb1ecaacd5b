import { type Contribution, type ReleaseCell, releaseCells } from './release-cells.ts'
import type { Parameters } from './sensitivity.ts'
import type { Tables } from './structure.ts'

/** An earlier edition: which of its cells said what was true then, and what every respondent reports differently since. */
export type EarlierEdition = {
  readonly hidden: ReadonlySet<string>
  readonly changes: readonly Contribution[]
}

/** How the cells of the last edition stand: their value, or that they were suppressed. */
export type StandingCell = { readonly sum: number; readonly units: number } | 'suppressed'

export type NewEdition = {
  readonly structure: Tables
  readonly contributions: readonly Contribution[]
  readonly parameters: Parameters
  readonly standing: ReadonlyMap<string, StandingCell>
  readonly earlier: readonly EarlierEdition[]
}

/**
 * The cells of a further edition. What was suppressed stays suppressed. A cell takes its new value only where neither the value nor
 * its difference to any earlier edition gives a respondent away; otherwise it stays as it was.
 */
export function newEditionCells(question: NewEdition): ReleaseCell[] {
  const { structure, contributions, parameters, standing, earlier } = question
  const kept = new Set<string>()
  const suppressed = [...standing].flatMap(([name, cell]) => (cell === 'suppressed' ? [name] : []))
  const keep = (cells: readonly ReleaseCell[], hidden: ReadonlySet<string>) => {
    for (const { name, reason } of cells) {
      if (reason !== null && !hidden.has(name) && isShown(standing.get(name))) kept.add(name)
    }
  }
  for (;;) {
    const before = kept.size
    const decided = new Map([...suppressed, ...kept].map((name) => [name, 'suppressed' as const]))
    const cells = releaseCells({ structure, contributions, parameters, decided })
    keep(cells, new Set())
    for (const { changes, hidden } of earlier) {
      const closed = new Map([...decided, ...[...hidden].map((name) => [name, 'suppressed' as const] as const)])
      keep(releaseCells({ structure, contributions: changes, parameters, decided: closed }), hidden)
    }
    if (kept.size === before) return withKept(cells, kept, standing)
  }
}

function isShown(cell: StandingCell | undefined): boolean {
  return cell !== 'suppressed'
}

function withKept(
  cells: readonly ReleaseCell[],
  kept: ReadonlySet<string>,
  standing: ReadonlyMap<string, StandingCell>,
): ReleaseCell[] {
  const there = cells.flatMap((cell): ReleaseCell[] => {
    if (!kept.has(cell.name)) return [cell]
    const old = standing.get(cell.name)
    // Nobody reported in it before, and whoever does now would be given away.
    if (old === undefined || old === 'suppressed') return [{ ...cell, reason: cell.reason ?? 'complement' }]
    return [{ name: cell.name, ...old, reason: 'kept_back' }]
  })
  const names = new Set(there.map(({ name }) => name))
  const gone = [...kept].flatMap((name): ReleaseCell[] => {
    const old = standing.get(name)
    return names.has(name) || old === undefined || old === 'suppressed' ? [] : [{ name, ...old, reason: 'kept_back' }]
  })
  return [...there, ...gone]
}
