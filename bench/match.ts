import { performance } from 'node:perf_hooks'
import { areaOf, problemOf } from '#capabilities/needs/rules/solving.ts'
import { type AssignProblem, assign, type Pair } from '#capabilities/needs/rules/assign.ts'
import { matchAll, matchPlainly } from '#capabilities/needs/rules/many.ts'
import { randomPopulation, testWorld } from '#capabilities/needs/rules/testing.ts'
import { openSolver } from '#capabilities/needs/server/solver.ts'
import { load, medianOf, short } from './figures/rounds.ts'

// 500 needs against 2,000 offers with all reasons, and 300 needs over 500 offers assigned exactly; beside them the plain loop and a greedy choice.

const quick = process.argv.includes('--quick')
const rounds = quick ? 3 : 7
const limits = { match: 1000, assign: 5000 }
const began = load()

const many = randomPopulation(5, { needs: 500, offers: 2000 })
const matching = timesOf(() => {
  const fresh = structuredClone(many)
  const started = performance.now()
  const table = matchAll(fresh.needs, fresh.offers, testWorld)
  for (const need of fresh.needs.keys()) table.ranked(need)
  return performance.now() - started
})
const sample = { needs: many.needs.slice(0, quick ? 5 : 10), offers: many.offers }
const plainStarted = performance.now()
const plain = matchPlainly(sample.needs, sample.offers, testWorld)
const plainAll = ((performance.now() - plainStarted) * many.needs.length) / sample.needs.length
const fast = matchAll(sample.needs, sample.offers, testWorld)
const differing = plain.score.filter(
  (score, at) => score !== fast.score[at] || plain.no[at] !== fast.no[at] || plain.unknown[at] !== fast.unknown[at],
).length

const solve = await openSolver()
const both = [true, false].map((isWhole) => assigning(isWhole))

function assigning(isWhole: boolean) {
  const { needs, offers } = randomPopulation(1, { needs: 300, offers: 500 })
  const table = matchAll(needs, isWhole ? offers.map((offer) => ({ ...offer, least: null })) : offers, testWorld)
  const problem = problemOf(table)
  const found = assign(problem, solve)
  const greedy = greedyOf(problem)
  const taking = timesOf(() => {
    const started = performance.now()
    assign(problem, solve)
    return performance.now() - started
  })
  return {
    pairs: problem.pairs.length,
    placed: found.chosen.length,
    area: areaOf(table, found.chosen).toFixed(0),
    gap: found.bound - found.weight,
    proof: found.proof,
    taking,
    greedyPlaced: greedy.length,
    greedyLoses: 1 - greedy.reduce((sum, { weight }) => sum + weight, 0) / found.weight,
  }
}

/** The best pair of all that still can be had, again and again. */
function greedyOf({ pairs, capacities }: AssignProblem): Pair[] {
  const left = capacities.map((capacity) => capacity ?? 1)
  const taken = new Set<number>()
  return pairs
    .toSorted((a, b) => b.weight - a.weight || a.need - b.need || a.offer - b.offer)
    .filter(({ need, offer, takes }) => {
      const room = left[offer] as number
      if (taken.has(need) || room < takes) return false
      taken.add(need)
      left[offer] = room - takes
      return true
    })
}

function timesOf(one: () => number): { median: number; worst: number } {
  const times = Array.from({ length: rounds }, one)
  return { median: medianOf(times), worst: Math.max(...times) }
}

const [whole, shared] = both as [(typeof both)[number], (typeof both)[number]]
console.log(`load ${began} before, ${load()} after`)
console.log(`500 × 2,000 with ranking: ${short(matching.median)} ms, worst ${short(matching.worst)} ms`)
console.log(`plain loop, by ${sample.needs.length} needs: ${short(plainAll)} ms; ${differing} answers differ`)
for (const [name, one] of Object.entries({ whole, shared })) {
  console.log(
    `300 × 500 ${name}: ${short(one.taking.median)} ms, worst ${short(one.taking.worst)} ms, ${one.pairs} pairs`,
  )
  console.log(`  ${one.placed} placed on ${one.area} m², gap ${one.gap}, ${one.proof}`)
  console.log(`  greedy: ${one.greedyPlaced} placed, ${(100 * one.greedyLoses).toFixed(1)} % of the score lost`)
}
const holds =
  matching.median <= limits.match &&
  [whole, shared].every(({ taking }) => taking.median <= limits.assign) &&
  differing === 0
console.log(JSON.stringify({ bench: 'match', matching, plainAll, differing, whole, shared, limits, holds }))
