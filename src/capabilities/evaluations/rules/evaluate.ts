import { readTable, type Table } from './columns.ts'
import { gradeGroup, type GroupPlaces, insideOf, type Overrides, overridesOf, stepsOf } from './grades.ts'
import type { CheckedScheme, GivenBaselines, Units } from './model.ts'
import { chosen } from './numbers.ts'
import { type Population, populationOf } from './population.ts'
import { type Ranking, rankingOf } from './ranking.ts'
import { type Judged, judge } from './scores.ts'
import { type Totals, totalsOf, unverifiedZeros } from './totals.ts'

/** A whole evaluation by column. What people read of it is drawn up by `shown.ts`, unit by unit. */
export type Evaluation = {
  readonly table: Table
  readonly population: Population
  readonly judged: readonly Judged[]
  readonly totals: Totals
  readonly overrides: Overrides
  readonly rankings: readonly Ranking[]
  /** By group. */
  readonly places: readonly GroupPlaces[]
  /** By unit, 0 for who is not ranked. */
  readonly rank: Uint32Array
  /** By unit the place in `grades` of the scheme, by rank alone and in the end; -1 for none. */
  readonly quotaGrade: Int8Array
  readonly grade: Int8Array
}

/**
 * Scores, ranks and grades units by a scheme, in the order of the rule: population and groups, values, baselines, scores, blanks,
 * bonuses and penalties, totals, ranking, quota, vetoes, protections. The same input always gives the same result.
 * @throws Problem refused_by_rule where a baseline was not given or cannot be divided by
 */
export function evaluate(scheme: CheckedScheme, units: Units, given: GivenBaselines = {}): Evaluation {
  const table = readTable(scheme, units)
  const population = populationOf(table)
  const { zeros, penalties } = unverifiedZeros(table)
  const judging = { table, population, given, unverified: zeros }
  const judged = scheme.criteria.map((criterion) => judge(criterion, judging))
  const totals = totalsOf(table, population, judged, penalties)
  return { table, population, judged, totals, ...gradesOf(table, population, judged, totals) }
}

function gradesOf(table: Table, population: Population, judged: readonly Judged[], { total }: Totals) {
  const { scheme, size } = table
  const overrides = overridesOf(table)
  const rank = new Uint32Array(size)
  const quota = new Int8Array(size).fill(-1)
  const rankings: Ranking[] = []
  const places = population.members.map((members) => {
    const ranked = chosen(members, (unit) => (overrides.given[unit] as number) < 0)
    const ranking = rankingOf(table, total, judged, ranked)
    rankings.push(ranking)
    const counted = chosen(members, (unit) => scheme.direct?.[overrides.given[unit] as number]?.counted === true).length
    return gradeGroup(scheme, ranking, overrides, { total, counted, quota, rank })
  })
  const grade = finalGrades(scheme, population, overrides, { quota, steps: stepsOf(scheme, overrides, total) })
  return { overrides, rankings, places, rank, quotaGrade: inScheme(scheme, quota), grade }
}

/** Places among the grades within the quota as places among all grades. */
function inScheme(scheme: CheckedScheme, grades: Int8Array): Int8Array {
  const places = insideOf(scheme).map((one) => scheme.grades.indexOf(one))
  return grades.map((at) => places[at] ?? -1)
}

/** By unit the place in `grades`: by the steps after the quota, or given directly; a veto lowers what was given as well. */
function finalGrades(
  scheme: CheckedScheme,
  { all }: Population,
  overrides: Overrides,
  { quota, steps }: { quota: Int8Array; steps: ReturnType<typeof stepsOf> },
): Int8Array {
  const inside = insideOf(scheme)
  const final = inScheme(scheme, quota)
  const places = inside.map((one) => scheme.grades.indexOf(one))
  for (const unit of all) {
    const direct = scheme.direct?.[overrides.given[unit] as number]
    if (direct === undefined) {
      const at = quota[unit] as number
      if (at >= 0) final[unit] = places[steps(unit, at).final] as number
      continue
    }
    const own = inside.findIndex(({ id }) => id === direct.grade)
    final[unit] =
      own < 0
        ? scheme.grades.findIndex(({ id }) => id === direct.grade)
        : (places[Math.max(own, overrides.ceiling[unit] as number)] as number)
  }
  return final
}
