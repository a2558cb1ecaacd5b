import { beforeAll, expect, it } from 'vitest'
import { openSolver } from '../server/solver.ts'
import { type Assignment, type AssignProblem, assign, type Pair, type Solve } from './assign.ts'
import { matchAll } from './many.ts'
import { decidingRules, problemOf } from './solving.ts'
import { randomFrom, randomPopulation, testWorld } from './testing.ts'

const runs = Number(process.env.RANDOM_RUNS ?? 25)
let solve: Solve
beforeAll(async () => {
  solve = await openSolver()
})

/** Every way to assign, one after another. */
function best({ needs, capacities, pairs }: AssignProblem): number {
  const left = capacities.map((capacity) => capacity ?? 1)
  const of = Array.from({ length: needs }, (_, need) => pairs.filter((pair) => pair.need === need))
  const from = (need: number): number => {
    if (need === needs) return 0
    let most = from(need + 1)
    for (const { offer, weight, takes } of of[need] as Pair[]) {
      if ((left[offer] as number) < takes) continue
      left[offer] = (left[offer] as number) - takes
      most = Math.max(most, weight + from(need + 1))
      left[offer] = (left[offer] as number) + takes
    }
    return most
  }
  return from(0)
}

function demandPossible({ capacities }: AssignProblem, { chosen }: Assignment): void {
  expect(new Set(chosen.map(({ need }) => need)).size).toBe(chosen.length)
  for (const [offer, capacity] of capacities.entries()) {
    const taken = chosen.filter((pair) => pair.offer === offer).reduce((sum, { takes }) => sum + takes, 0)
    expect(taken).toBeLessThanOrEqual(capacity ?? 1)
  }
}

it('the assignment is worth as much as the best of all ways that there are', () => {
  for (let seed = 1; seed <= runs; seed += 1) {
    const random = randomFrom(seed)
    const capacities = Array.from({ length: 5 }, () => (random() < 0.5 ? null : 100 + Math.floor(random() * 300)))
    const pairs = Array.from({ length: 6 }, (_, need) => need).flatMap((need) =>
      capacities.flatMap((capacity, offer) => {
        const takes = capacity === null ? 1 : 50 + Math.floor(random() * 150)
        return random() < 0.6 ? [{ need, offer, weight: 1 + Math.floor(random() * 1000), takes }] : []
      }),
    )
    const problem = { needs: 6, capacities, pairs }
    const found = assign(problem, solve)
    demandPossible(problem, found)
    expect(found.weight).toBe(best(problem))
    expect(found.bound).toBe(found.weight)
  }
})

it('columns that are not tried at first come in when they pay, so that twenty good offers for all needs are no trap', () => {
  const pairs = Array.from({ length: 30 }, (_, need) => need).flatMap((need) =>
    Array.from({ length: 40 }, (_, offer) => ({ need, offer, weight: 1000 - offer * 7, takes: 1 })),
  )
  const found = assign({ needs: 30, capacities: Array.from({ length: 40 }, () => null), pairs }, solve)
  expect(found.chosen).toHaveLength(30)
  expect(found.proof).toBe('integers')
  expect(found.rounds).toBeGreaterThan(1)
})

it('no needs, no offers, nothing that fits: nothing is assigned', () => {
  expect(assign({ needs: 0, capacities: [], pairs: [] }, solve).chosen).toEqual([])
  expect(assign({ needs: 2, capacities: [null], pairs: [] }, solve).weight).toBe(0)
})

it('the same needs and offers are assigned alike each time, and a rule left aside never takes anything away', () => {
  const { needs, offers } = randomPopulation(8, { needs: 25, offers: 40 })
  const table = matchAll(needs, offers, testWorld)
  const first = assign(problemOf(table), solve)
  expect(assign(problemOf(table), solve)).toEqual(first)
  for (const rule of decidingRules(table)) {
    expect(assign(problemOf(table, { without: rule }), solve).weight).toBeGreaterThanOrEqual(first.weight)
  }
})
