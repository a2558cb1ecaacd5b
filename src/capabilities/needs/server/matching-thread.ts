// Runs in a thread of its own: all needs over all offers, assigned exactly, and what each rule costs.
import { runThread } from '#kit/server/threads.ts'
import type { Programme } from '#pack/programme.ts'
import { type Assignment, assign } from '../rules/assign.ts'
import { matchAll } from '../rules/many.ts'
import type { Need, OfferTerms, Rule } from '../rules/model.ts'
import { areaOf, decidingRules, problemOf } from '../rules/solving.ts'
import { openSolver } from './solver.ts'
import { worldOf } from './world.ts'

export type MatchingTask = {
  readonly needs: readonly Need[]
  readonly offers: readonly OfferTerms[]
  readonly classes: Pick<Programme, 'taxonomies' | 'crosswalks'>
  readonly certain: boolean
}

type RulePrice = {
  readonly rule: Rule
  readonly more: number
  readonly moreArea: string
  readonly moreWeight: number
  readonly most: number
}

export type MatchingAnswer =
  | { readonly step: number; readonly of: number }
  | {
      readonly assigned: Assignment
      readonly area: string
      /** How many offers fit each need. */
      readonly fitting: readonly number[]
      readonly rules: readonly RulePrice[]
    }

/** Near enough for the price of a rule: within one per cent of the best, and its bound is told. */
const nearEnough = 0.01

runThread<MatchingTask, MatchingAnswer>(async ({ data, say }) => {
  const { needs, offers, classes, certain } = data
  const solve = await openSolver()
  const table = matchAll(needs, offers, worldOf(classes))
  const deciding = decidingRules(table)
  const of = deciding.length + 1
  const problem = problemOf(table, { certain })
  const assigned = assign(problem, solve)
  const area = areaOf(table, assigned.chosen)
  say({ step: 1, of })
  const rules = deciding.map((rule, at): RulePrice => {
    const without = assign(problemOf(table, { without: rule, certain }), solve, nearEnough)
    say({ step: at + 2, of })
    return {
      rule,
      more: without.chosen.length - assigned.chosen.length,
      moreArea: areaOf(table, without.chosen).minus(area).toFixed(),
      moreWeight: without.weight - assigned.weight,
      most: without.bound - assigned.weight,
    }
  })
  const fitting = needs.map((_, need) => problem.pairs.filter((pair) => pair.need === need).length)
  say({ assigned, area: area.toFixed(), fitting, rules })
})
