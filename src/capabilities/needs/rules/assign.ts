/** A need that an offer fits: what it is worth, how much of the offer it would take. Whole numbers. */
export type Pair = { readonly need: number; readonly offer: number; readonly weight: number; readonly takes: number }

export type AssignProblem = {
  readonly needs: number
  /** How much there is of each offer that can be divided; null: one need takes all of it. */
  readonly capacities: readonly (number | null)[]
  readonly pairs: readonly Pair[]
}

export type Assignment = {
  /** Pairs that were chosen, by need. */
  readonly chosen: readonly Pair[]
  readonly weight: number
  /** No assignment is worth more than that. */
  readonly bound: number
  /**
   * integers: checked by whole numbers over all pairs, without the solver; search: every other choice was ruled out by it; none: what
   * is missing to the bound may still be had.
   */
  readonly proof: 'integers' | 'search' | 'none'
  /** What one more of each offer, or one more unit of a divided one, would be worth. */
  readonly offerPrices: readonly number[]
  readonly rounds: number
}

/** What a solver of linear programs answers: values of columns, prices of rows, both by name. */
export type Solved = {
  readonly status: string
  readonly objective: number
  readonly columns: Readonly<Record<string, number>>
  readonly prices: Readonly<Record<string, number>>
}
/** @param within how far from the best a choice of whole pairs may be, as a share */
export type Solve = (program: string, within: number) => Solved

/** Columns that are tried at first for each need; further ones come in as soon as they could pay. */
const triedFirst = 20
/** Below this a price or a value is nothing; weights are whole numbers. */
const nothing = 1e-6

/**
 * The assignment of the greatest weight: each need at most one offer, each offer at most one need, or as many as its area holds.
 * Starts with the best columns of each need, and takes in every column that could still pay, until none is left: the answer is that
 * of all columns. @param within 0: exactly the best; else a choice so near to it is enough, and the bound says how near it is
 * @throws Error when the solver does not come to an end
 */
export function assign(problem: AssignProblem, solve: Solve, within = 0): Assignment {
  const state = start(problem)
  let relaxed = solved(solve(programOf(state, false), 0))
  for (;;) {
    const paying = state.rest((pair) => gain(pair, relaxed) > nothing)
    if (paying.length === 0) break
    state.take(paying)
    relaxed = solved(solve(programOf(state, false), 0))
  }
  const whole = wholeOf(state, relaxed)
  if (whole !== undefined) {
    return {
      ...whole,
      ...proven(problem, whole, relaxed),
      offerPrices: offerPrices(problem, relaxed),
      rounds: state.rounds(),
    }
  }
  return within === 0 ? searched(state, relaxed, solve) : nearly(state, relaxed, (program) => solve(program, within))
}

type State = {
  readonly problem: AssignProblem
  readonly columns: () => readonly Pair[]
  readonly rest: (wanted: (pair: Pair) => boolean) => Pair[]
  readonly take: (pairs: readonly Pair[]) => void
  readonly rounds: () => number
}

function start(problem: AssignProblem): State {
  const seen = new Uint32Array(problem.needs)
  const sorted = problem.pairs.toSorted((a, b) => b.weight - a.weight || a.need - b.need || a.offer - b.offer)
  const inside = new Set(sorted.filter(({ need }) => (seen[need] = (seen[need] as number) + 1) <= triedFirst))
  let rounds = 1
  return {
    problem,
    columns: () => sorted.filter((pair) => inside.has(pair)),
    rest: (wanted) => sorted.filter((pair) => !inside.has(pair) && wanted(pair)),
    take(pairs) {
      for (const pair of pairs) inside.add(pair)
      rounds += 1
    },
    rounds: () => rounds,
  }
}

function solved(answer: Solved): Solved {
  if (answer.status !== 'Optimal') throw new Error(`the solver says ${answer.status}`)
  return answer
}

function nameOf({ need, offer }: Pair): string {
  return `x${need}_${offer}`
}

/** What a pair is worth beyond the prices of its need and its offer. */
function gain(pair: Pair, { prices }: Solved): number {
  return pair.weight - (prices[`n${pair.need}`] ?? 0) - (prices[`o${pair.offer}`] ?? 0) * pair.takes
}

/** As text of a linear program; a need and an offer are rows, a pair is a column. */
function programOf({ problem, columns }: State, isWhole: boolean): string {
  const pairs = columns()
  const [needs, offers] = [new Map<number, string[]>(), new Map<number, string[]>()]
  for (const pair of pairs) {
    push(needs, pair.need, nameOf(pair))
    push(offers, pair.offer, pair.takes === 1 ? nameOf(pair) : `${pair.takes} ${nameOf(pair)}`)
  }
  const rows = [
    ...[...needs].map(([need, terms]) => ` n${need}: ${terms.join('\n + ')} <= 1`),
    ...[...offers].map(([offer, terms]) => ` o${offer}: ${terms.join('\n + ')} <= ${problem.capacities[offer] ?? 1}`),
  ]
  const names = pairs.map(nameOf)
  const goal = pairs.map((pair, at) => `${pair.weight} ${names[at]}`).join('\n + ')
  // No upper bound of a column: its need says it already, and a bound of its own would take part of the price.
  const kinds = isWhole ? `Binary\n ${names.join('\n ')}\n` : ''
  return `Maximize\n goal: ${goal === '' ? '0 x' : goal}\nSubject To\n${rows.length === 0 ? ' none: x <= 1' : rows.join('\n')}\n${kinds}End\n`
}

function push(into: Map<number, string[]>, key: number, term: string): void {
  const terms = into.get(key)
  if (terms === undefined) into.set(key, [term])
  else terms.push(term)
}

type Chosen = Pick<Assignment, 'chosen' | 'weight'>

function chosenOf(state: State, { columns }: Solved): Chosen {
  const chosen = state
    .columns()
    .filter((pair) => (columns[nameOf(pair)] ?? 0) > 0.5)
    .toSorted((a, b) => a.need - b.need)
  return { chosen, weight: chosen.reduce((sum, { weight }) => sum + weight, 0) }
}

/** The choice of a linear program, where it happens to be of whole pairs. */
function wholeOf(state: State, relaxed: Solved): Chosen | undefined {
  const isWhole = state.columns().every((pair) => {
    const value = relaxed.columns[nameOf(pair)] ?? 0
    return value < nothing || value > 1 - nothing
  })
  return isWhole ? chosenOf(state, relaxed) : undefined
}

/** Prices that are whole numbers prove the choice over all pairs, exactly: no pair is worth more than the prices of its two sides. */
function proven(problem: AssignProblem, whole: Chosen, relaxed: Solved): Pick<Assignment, 'bound' | 'proof'> {
  const price = (name: string) => Math.max(0, Math.round(relaxed.prices[name] ?? 0))
  const isDivided = problem.capacities.some((capacity) => capacity !== null)
  const holds = problem.pairs.every(({ need, offer, weight }) => price(`n${need}`) + price(`o${offer}`) >= weight)
  let bound = 0
  for (let need = 0; need < problem.needs; need += 1) bound += price(`n${need}`)
  for (const offer of problem.capacities.keys()) bound += price(`o${offer}`)
  if (!isDivided && holds && bound === whole.weight) return { bound, proof: 'integers' }
  return { bound: whole.weight, proof: 'search' }
}

function offerPrices({ capacities }: AssignProblem, { prices }: Solved): number[] {
  return capacities.map((_, offer) => Math.max(0, prices[`o${offer}`] ?? 0))
}

/**
 * Divided offers make fractions; then whole pairs are searched for. A column whose loss is larger than what the best choice lacks to
 * the bound is in no better choice; every other one takes part.
 */
function searched(state: State, relaxed: Solved, solve: Solve): Assignment {
  for (;;) {
    const answer = chosenOf(state, solved(solve(programOf(state, true), 0)))
    const room = relaxed.objective - (answer.weight + 1)
    const open = state.rest((pair) => gain(pair, relaxed) >= -room - nothing)
    if (open.length === 0) {
      const prices = offerPrices(state.problem, relaxed)
      return { ...answer, bound: answer.weight, proof: 'search', offerPrices: prices, rounds: state.rounds() }
    }
    state.take(open)
  }
}

/** A good choice among the columns that were tried; how good it is, the linear program says. */
function nearly(state: State, relaxed: Solved, solve: (program: string) => Solved): Assignment {
  const answer = chosenOf(state, solved(solve(programOf(state, true))))
  const bound = Math.floor(relaxed.objective + nothing)
  return {
    ...answer,
    bound,
    proof: bound === answer.weight ? 'search' : 'none',
    offerPrices: offerPrices(state.problem, relaxed),
    rounds: state.rounds(),
  }
}
