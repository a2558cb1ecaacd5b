import { Gap, openIn, type Proof, widthWanted } from './bounds.ts'
import { cellsByAtom, type Direction, type Model, type TableCell, unionOf } from './model.ts'
import { type Parameters, sensitivityOf, type SuppressionReason } from './sensitivity.ts'

/** What may be shown: for each cell why not, or null. */
export type Protection = {
  readonly reasons: readonly (SuppressionReason | null)[]
  /** Suppressed cells that earlier decisions give away whatever is done now. */
  readonly known: readonly number[]
}

type Work = {
  readonly model: Model
  readonly parameters: Parameters
  readonly byAtom: number[][]
  /** The relations that a cell is a child in. */
  readonly under: number[][]
  readonly whole: number
  readonly reasons: (SuppressionReason | null)[]
  readonly isSuppressed: boolean[]
  /** Ways to move that were found before, and are added to. */
  readonly directions: Direction[]
}

const mostRounds = 200
const mostDirections = 400

/**
 * Decides which cells are not shown: those that give single units away, and as many others as it takes that nobody can work out any
 * suppressed cell to within p percent from all that is published, earlier releases included. What the suppressed cells under one
 * published cell add up to gives nobody away either.
 */
export function protect(model: Model, parameters: Parameters, directions: Direction[] = []): Protection {
  const work = { ...workOf(model, parameters), directions }
  const known = new Set<number>()
  for (let round = 0; ; round++) {
    complete(work)
    const found = recovered(work, known)
    if (found.length === 0) return { reasons: work.reasons, known: [...known] }
    if (round === mostRounds) suppressAll(work)
    const taken = new Set<number>()
    for (const { cell, proofs } of found) {
      const near = openIn(model, { ...work, proofs })
      if (near.length === 0) known.add(cell)
      else if (!near.some((each) => taken.has(each))) {
        const next = cheapest(work, near, cell)
        suppress(work, next)
        taken.add(next)
      }
    }
  }
}

function workOf(model: Model, parameters: Parameters): Omit<Work, 'directions'> {
  const under = model.cells.map((): number[] => [])
  model.relations.forEach(({ children }, i) => {
    for (const child of children) (under[child] as number[]).push(i)
  })
  const reasons = model.cells.map(({ state, contributions, isHabit }): SuppressionReason | null => {
    if (state === 'published') return null
    const reason = sensitivityOf(contributions, parameters)
    return reason ?? (state === 'suppressed' || (isHabit && contributions.units > 0) ? 'complement' : null)
  })
  return {
    model,
    parameters,
    byAtom: cellsByAtom(model),
    under,
    whole: model.cells.reduce((most, { contributions }) => Math.max(most, contributions.total), 0),
    reasons,
    isSuppressed: reasons.map((reason) => reason !== null),
  }
}

function suppress({ reasons, isSuppressed }: Work, cell: number): void {
  reasons[cell] ??= 'complement'
  isSuppressed[cell] = true
}

function suppressAll(work: Work): void {
  work.model.cells.forEach(({ state }, i) => {
    if (state === 'open') suppress(work, i)
  })
}

/** Under a published cell there is never one suppressed cell alone, nor several that together give somebody away. */
function complete(work: Work): void {
  const { model, parameters, isSuppressed } = work
  for (let changed = true; changed; ) {
    changed = false
    for (const { parent, children } of model.relations) {
      if (isSuppressed[parent]) continue
      for (;;) {
        const hidden = children.filter((each) => isSuppressed[each])
        if (hidden.length === 0) break
        const isEnough = hidden.length > 1 && sensitivityOf(unionOf(model, hidden, parameters), parameters) === null
        if (isEnough) break
        const open = children.filter((each) => isOpen(work, each))
        const next =
          open.length > 0 ? cheapest(work, open, hidden[0] as number) : isOpen(work, parent) ? parent : undefined
        if (next === undefined) break
        suppress(work, next)
        changed = true
        if (next === parent) break
      }
    }
  }
}

function isOpen({ model, isSuppressed }: Work, cell: number): boolean {
  const { state, contributions } = model.cells[cell] as TableCell
  return state === 'open' && !isSuppressed[cell] && contributions.units > 0
}

/** Suppressed cells that can be worked out, each with the published cells that do it. */
function recovered(work: Work, known: ReadonlySet<number>): { cell: number; proofs: readonly Proof[] }[] {
  const { model, parameters, isSuppressed, directions } = work
  const gap = new Gap(model, isSuppressed)
  for (const each of directions) gap.try(each)
  const found = model.cells.flatMap((cell, i) => {
    if (!isSuppressed[i] || known.has(i) || cell.atoms.length === 0) return []
    const answer = gap.isWide(i, widthWanted(cell, parameters.pPercent, work.whole))
    return answer.is ? [] : [{ cell: i, proofs: answer.proofs }]
  })
  directions.push(...gap.found)
  if (directions.length > mostDirections) directions.splice(0, directions.length - mostDirections)
  return found
}

/** The cell whose absence readers feel least and that hides `hidden` best. */
function cheapest(work: Work, among: readonly number[], hidden: number): number {
  const { model, parameters } = work
  const wanted = (model.cells[hidden] as TableCell).contributions.total * (parameters.pPercent / 100)
  let best = among[0] as number
  let least = Number.POSITIVE_INFINITY
  for (const each of among) {
    const price = priceOf(work, each, wanted)
    if (price < least) [best, least] = [each, price]
  }
  return best
}

function priceOf({ model, under, isSuppressed, whole }: Work, cell: number, wanted: number): number {
  const { contributions, level } = model.cells[cell] as TableCell
  let price = 0.02 + contributions.total / (whole || 1) + level * 2
  if (contributions.total < wanted) price += 1
  for (const relation of under[cell] as number[]) {
    const { parent, children } = model.relations[relation] as Model['relations'][number]
    if (isSuppressed[parent]) continue
    const isHelped = children.some((each) => each !== cell && isSuppressed[each])
    price = isHelped ? price * 0.4 : price + 0.25
  }
  return price
}
