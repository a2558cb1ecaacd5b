import { type Ratio, ratioOf } from '#pack/formula/ratio.ts'
import type { FormModel, ModelCell } from './form-model.ts'
import {
  type Demand,
  demandsOf,
  difference,
  eliminated,
  isMet,
  type Linear,
  linearIn,
  substituted,
  withValues,
} from './linear.ts'

/** Cells of which at least these must be wrong, because the hard checks contradict each other otherwise. */
export type Suspects = {
  /** Each a smallest set by weight; one of them holds all cells that must be changed. Keys of cells. */
  readonly sets: readonly (readonly string[])[]
  /** The hard checks that fail. */
  readonly checks: readonly string[]
  /** False where time ran out or a check is not linear: there may be a smaller set, or the set may not suffice. */
  readonly proven: boolean
}

/** A check as it is sought in: demands on cells, or only the cells where it is not linear. */
type Edit = {
  readonly id: string
  readonly fails: boolean
  readonly ways: readonly (readonly Demand[])[] | undefined
  /** The typed cells it hangs on, those behind computed ones too. */
  readonly cells: ReadonlySet<string>
}

type Scene = {
  readonly edits: readonly Edit[]
  /** What computed cells are: sums that must be zero. */
  readonly laws: readonly Demand[]
  readonly computed: ReadonlySet<string>
  readonly valueOf: (key: string) => Ratio | undefined
  readonly weightOf: (key: string) => number
  readonly isOver: () => boolean
}

const mostDemands = 1500
const mostWays = 64
const mostSets = 5

/**
 * The smallest sets of cells that must be changed for every hard check to hold (Fellegi and Holt 1976). A check that fails must have one of
 * its cells changed: a cover by least weight is sought by branch and bound; whether values exist for the cells of a cover while all
 * others stay is decided by eliminating them (Fourier and Motzkin), and where none exist, the implied check that says so is added
 * (Garfinkel, Kunnathur and Liepins 1986). What is not linear counts by its cells alone. Undefined while no hard check fails.
 */
export function localise(
  model: FormModel,
  { milliseconds, now }: { readonly milliseconds: number; readonly now: () => number },
): Suspects | undefined {
  const until = now() + milliseconds
  const scene = sceneOf(model, () => now() > until)
  const failing = scene.edits.filter((edit) => edit.fails)
  if (failing.length === 0) return undefined
  const checks = failing.map((edit) => edit.id)
  const conflicts = failing.map((edit) => [...edit.cells])
  let proven = failing.every((edit) => edit.ways !== undefined)
  for (;;) {
    if (conflicts.some((cells) => cells.length === 0)) return { sets: [], checks, proven }
    const covers = leastCovers(conflicts, scene)
    proven &&= !covers.isCut
    const fitting: string[][] = []
    let isNew = false
    for (const cover of covers.sets) {
      const answer = fits(new Set(cover), scene)
      if (answer.fits) {
        proven &&= answer.proven
        fitting.push(cover)
        if (fitting.length >= mostSets) break
      } else {
        conflicts.push([...answer.conflict])
        isNew = true
        break
      }
    }
    if (!isNew || scene.isOver()) {
      const sets = fitting.length > 0 ? fitting : covers.sets.slice(0, 1)
      return { sets: sets.map((set) => set.toSorted()), checks, proven: proven && !isNew }
    }
  }
}

function sceneOf(model: FormModel, isOver: () => boolean): Scene {
  const cells = new Map(model.cells.map((cell) => [cell.key, cell]))
  const derivations = new Map(model.derivations().map((one) => [one.cell.key, one]))
  const laws = new Map<string, Demand | undefined>()
  for (const [key, { cell, of, condition }] of derivations) {
    const own: Linear = { terms: new Map([[key, { over: 1n, under: 1n }]]), constant: { over: 0n, under: 1n } }
    const known = of.filter((each) => 'value' in (model.readingOf(each) ?? {}))
    const sum = condition === undefined ? sumOf(known) : linearIn(condition, cell.indicator.unit)
    laws.set(key, sum === undefined ? undefined : { ...difference(own, sum), is: 'zero' })
  }
  const edits = model.conditions().flatMap((condition): Edit[] => {
    if (condition.severity !== 'hard' || condition.outcome === 'unknown') return []
    const computed = condition.cells.flatMap((key) => [...computedBehind(key, derivations)])
    const typed = condition.cells.flatMap((key) => [...typedBehind(key, derivations)])
    const isLinear = computed.every((key) => laws.get(key) !== undefined)
    return [
      {
        id: condition.id,
        fails: condition.outcome === 'fails',
        ways: isLinear ? demandsOf(condition) : undefined,
        cells: new Set(typed.filter((key) => 'value' in (model.readingOf(key) ?? {}))),
      },
    ]
  })
  return {
    edits,
    laws: [...laws.values()].filter((law) => law !== undefined),
    computed: new Set(derivations.keys()),
    valueOf(key) {
      const reading = model.readingOf(key)
      return reading !== undefined && 'value' in reading ? ratioOf(reading.value) : undefined
    },
    weightOf: (key) => Math.max(1, cells.get(key)?.weight ?? 1),
    isOver,
  }
}

function sumOf(keys: readonly string[]): Linear {
  return { terms: new Map(keys.map((key) => [key, { over: 1n, under: 1n }])), constant: { over: 0n, under: 1n } }
}

type Derivations = ReadonlyMap<string, { readonly cell: ModelCell; readonly of: readonly string[] }>

function typedBehind(key: string, derivations: Derivations, seen: Set<string> = new Set()): Set<string> {
  const found = derivations.get(key)
  if (found === undefined) return new Set([key])
  if (seen.has(key)) return new Set()
  seen.add(key)
  return new Set(found.of.flatMap((each) => [...typedBehind(each, derivations, seen)]))
}

function computedBehind(key: string, derivations: Derivations, seen: Set<string> = new Set()): Set<string> {
  const found = derivations.get(key)
  if (found === undefined || seen.has(key)) return seen
  seen.add(key)
  for (const each of found.of) computedBehind(each, derivations, seen)
  return seen
}

/** The covers of least weight, up to a number; cut where time ran out. */
function leastCovers(
  conflicts: readonly (readonly string[])[],
  { weightOf, isOver }: Scene,
): { sets: string[][]; isCut: boolean } {
  let best = Number.POSITIVE_INFINITY
  let isCut = false
  const sets = new Map<string, string[]>()
  const sorted = conflicts.toSorted((a, b) => a.length - b.length)
  const visit = (chosen: ReadonlySet<string>, weight: number, refused: ReadonlySet<string>): void => {
    if (isOver() && sets.size > 0) {
      isCut = true
      return
    }
    const open = sorted.find((cells) => !cells.some((key) => chosen.has(key)))
    if (open === undefined) {
      if (weight < best) sets.clear()
      best = weight
      if (sets.size < mostSets * 4) sets.set([...chosen].sort().join(' '), [...chosen])
      return
    }
    const tried = new Set(refused)
    for (const key of open.toSorted((a, b) => weightOf(a) - weightOf(b))) {
      if (tried.has(key)) continue
      const next = weight + weightOf(key)
      if (next <= best) visit(new Set([...chosen, key]), next, new Set(tried))
      tried.add(key)
    }
  }
  visit(new Set(), 0, new Set())
  return { sets: [...sets.values()], isCut }
}

type Answer =
  | { readonly fits: true; readonly proven: boolean }
  | { readonly fits: false; readonly conflict: ReadonlySet<string> }

/** A demand with the fixed cells it came from. */
type Traced = { readonly demand: Demand; readonly from: ReadonlySet<string> }

/** Whether the cells of a cover can have values with which every check holds while all others stay; else the cells that forbid it. */
function fits(cover: ReadonlySet<string>, scene: Scene): Answer {
  const isFree = (key: string) => cover.has(key) || scene.computed.has(key)
  const trace = (demand: Demand): Traced => ({
    demand: { ...withValues(demand, (key) => (isFree(key) ? undefined : scene.valueOf(key))), is: demand.is },
    from: new Set([...demand.terms.keys()].filter((key) => !isFree(key))),
  })
  const laws = scene.laws.map(trace)
  let proven = true
  let ways: Traced[][] = [laws]
  for (const edit of scene.edits) {
    if (edit.ways === undefined) {
      if ([...edit.cells].some((key) => cover.has(key))) proven = false
      continue
    }
    const own = edit.ways.map((way) => way.map(trace))
    ways = ways.flatMap((way) => own.map((one) => [...way, ...one]))
    if (ways.length > mostWays) {
      ways = ways.slice(0, mostWays)
      proven = false
    }
  }
  const forbidding = new Set<string>()
  for (const way of ways) {
    const answer = solvable(way)
    if (answer === 'unknown') return { fits: true, proven: false }
    if (answer === 'yes') return { fits: true, proven }
    for (const key of answer) forbidding.add(key)
  }
  return { fits: false, conflict: forbidding }
}

/** Whether demands can be met together; the fixed cells behind a contradiction where they cannot. */
function solvable(demands: readonly Traced[]): 'yes' | 'unknown' | ReadonlySet<string> {
  let left: readonly Traced[] = demands
  for (;;) {
    const broken = left.find(({ demand }) => demand.terms.size === 0 && !isMet(demand))
    if (broken !== undefined) return broken.from
    left = left.filter(({ demand }) => demand.terms.size > 0)
    const equality = left.find(({ demand }) => demand.is === 'zero')
    if (left.length === 0) return 'yes'
    if (equality !== undefined) left = withoutEquality(left, equality)
    else {
      const key = easiest(left)
      left = without(left, key)
    }
    if (left.length > mostDemands) return 'unknown'
  }
}

function withoutEquality(demands: readonly Traced[], equality: Traced): Traced[] {
  const [key = ''] = equality.demand.terms.keys()
  return demands
    .filter((one) => one !== equality)
    .map((one) =>
      one.demand.terms.has(key)
        ? { demand: substituted(one.demand, key, equality.demand), from: new Set([...one.from, ...equality.from]) }
        : one,
    )
}

function without(demands: readonly Traced[], key: string): Traced[] {
  const signOf = ({ demand }: Traced) => demand.terms.get(key)?.over ?? 0n
  const above = demands.filter((one) => signOf(one) > 0n)
  const below = demands.filter((one) => signOf(one) < 0n)
  const both = above.flatMap((up) =>
    below.map((down) => ({
      demand: eliminated(up.demand, down.demand, key),
      from: new Set([...up.from, ...down.from]),
    })),
  )
  return [...demands.filter((one) => signOf(one) === 0n), ...both]
}

/** The cell whose elimination makes the fewest new demands. */
function easiest(demands: readonly Traced[]): string {
  const counts = new Map<string, [above: number, below: number]>()
  for (const { demand } of demands) {
    for (const [key, by] of demand.terms) {
      const [above, below] = counts.get(key) ?? [0, 0]
      counts.set(key, by.over > 0n ? [above + 1, below] : [above, below + 1])
    }
  }
  const [first] = [...counts].toSorted(([, [a, b]], [, [c, d]]) => a * b - a - b - (c * d - c - d))
  return first?.[0] ?? ''
}
