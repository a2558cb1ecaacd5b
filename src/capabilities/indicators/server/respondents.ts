import { once } from '#base/once.ts'
import type { FactsRow } from '#kit/server/facts.ts'
import { FactsKept } from '#kit/server/facts-kept.ts'
import type { House } from '#kit/server/house.ts'
import { periodsWithin, type Range, type StoredPeriods } from '../rules/passes.ts'
import { type ExpectedQuestion, expectedSql } from './facts.sql.ts'
import { type Groups, groupOf } from './groups.ts'

/** From an ordinal on, until the next step, so many are expected to report. */
export type Step = { readonly at: number; readonly expected: number }

/** Who is expected to report in a table over time: by group, for each selection of subjects, in order of time. */
export type Respondents = ReadonlyMap<string, readonly (readonly Step[])[]>

const mostSteps = 500_000
const keptOf = once((_: House['facts']) => new FactsKept<Respondents>(mostSteps, sizeOf))

/** The register of those expected, by the groups of a question; kept while nothing is written to the mirror. */
export function respondentsOf(
  { facts }: House,
  groups: Groups,
  asked: Pick<ExpectedQuestion, 'table' | 'selections'>,
): Promise<Respondents> {
  const sql = expectedSql({ ...asked, keys: groups.keys, filters: groups.filters })
  return keptOf(facts).get(facts, sql, async () => stepsOf(await facts.query<FactsRow>(sql), groups, asked.selections))
}

function stepsOf(rows: readonly FactsRow[], groups: Groups, selections: readonly unknown[]): Respondents {
  const found = new Map<string, Step[][]>()
  for (const row of rows) {
    const group = groupOf(row, groups)
    const steps = found.get(group) ?? selections.map(() => [])
    found.set(group, steps)
    steps.forEach((each, i) => {
      const more = Number(row[`n${i}`])
      if (more !== 0) each.push({ at: Number(row.p), expected: (each.at(-1)?.expected ?? 0) + more })
    })
  }
  return found
}

function sizeOf(respondents: Respondents): number {
  let size = 0
  for (const selections of respondents.values()) for (const steps of selections) size += 1 + steps.length
  return size
}

/** How many reports are expected in a stretch of stored periods. */
export function expectedIn(
  steps: readonly Step[],
  { from, to }: Range,
  stored: Pick<StoredPeriods, 'kind' | 'januaryFebruary'>,
): number {
  let reports = 0
  for (let i = Math.max(0, lastBy(steps, from)); i < steps.length; i += 1) {
    const { at, expected } = steps[i] as Step
    if (at > to) break
    const until = Math.min(to, (steps[i + 1]?.at ?? Number.POSITIVE_INFINITY) - 1)
    reports += expected * periodsWithin({ from: Math.max(at, from), to: until }, stored)
  }
  return reports
}

/** The place of the last step up to an ordinal; -1 before the first. */
function lastBy(steps: readonly Step[], ordinal: number): number {
  let [low, high] = [0, steps.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] as Step).at <= ordinal) low = middle + 1
    else high = middle
  }
  return low - 1
}
