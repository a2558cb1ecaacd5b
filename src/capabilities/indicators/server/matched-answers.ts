import { type Blank, isBlank } from '#base/blank.ts'
import type { PeriodKind } from '#base/period.ts'
import type { FactsRow } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'
import type { LeafAnswer, Need } from '../rules/asked.ts'
import { passesOf } from '../rules/passes.ts'
import { type Groups, groupOf } from './groups.ts'
import { placesFor, placesIn, sumOf } from './leaf-answers.ts'
import { batchesOf, type LeafPlaces, type Latest, type LeafRequest, type Slot } from './leaf-places.ts'
import { matchedSql } from './spread.sql.ts'

export type MatchedQuestion = {
  readonly groups: Groups
  /** The periods themselves: the year before is looked at with each. */
  readonly needs: readonly LeafRequest[]
  readonly asOf: string | null
  /** Tell how many subjects there are at least: for a reader who may not see few of them. */
  readonly units: boolean
}

/** What the same subjects reported now and a year before; `reported` of both is how many subjects and periods match. */
export type Pair = { readonly now: LeafAnswer; readonly before: LeafAnswer }

/** Stored periods in a year. */
export const inYear: Record<PeriodKind, number> = { month: 12, quarter: 4, half_year: 2, year: 1 }

type Found = {
  readonly now: string
  readonly before: string
  readonly matched: number
  readonly units: number
  readonly knownAt: string | null
}

/** Sums over the same sample: each subject in each stored period in which it reported, if it also reported a year before. */
export class MatchedAnswers {
  readonly #places: LeafPlaces
  readonly #groups = new Map<string, Found[]>()
  readonly #units: boolean

  private constructor(places: LeafPlaces, units: boolean) {
    this.#places = places
    this.#units = units
  }

  static async ask(house: House, question: MatchedQuestion): Promise<MatchedAnswers> {
    const places = await placesFor(house, question.needs)
    const answers = new MatchedAnswers(places, question.units)
    const asked = batchesOf(places.placed).flatMap((batch) =>
      passesOf(batch[0]?.stretches.all ?? []).map((pass) => ({ batch, pass })),
    )
    await Promise.all(asked.map((each) => answers.#sums(house, question, each)))
    return answers
  }

  async #sums(
    house: House,
    { groups, asOf }: MatchedQuestion,
    { batch, pass }: { batch: LeafPlaces['placed']; pass: ReturnType<typeof passesOf>[number] },
  ): Promise<void> {
    const [first] = batch
    if (first === undefined) return
    const { table, kind } = first.stretches
    const sums = batch.map((placed) => sumOf(house, placed))
    const known = asOf === null ? null : '$1'
    const sql = matchedSql(
      { table, pass, keys: groups.keys, sums, filters: groups.filters, asOf: known, top: null },
      inYear[kind],
    )
    const places = placesIn(batch, pass)
    for (const row of await house.facts.query<FactsRow>(sql, asOf === null ? [] : [new Date(asOf)])) {
      const here = places.get(Number(row.p))
      if (here === undefined) continue
      const key = groupOf(row, groups)
      const found = this.#groups.get(key) ?? []
      this.#groups.set(key, found)
      batch.forEach((_, i) => {
        const place = here[i]
        const matched = Number(row[`c${i}`] ?? 0)
        if (place === undefined || matched === 0) return
        found[place.at] = {
          now: String(row[`v${i}`] ?? '0'),
          before: String(row[`w${i}`] ?? '0'),
          matched,
          units: groups.ofOneSubject ? 1 : Math.ceil(matched / place.reports),
          knownAt: row.known === null || row.known === undefined ? null : String(row.known),
        }
      })
    }
  }

  slot(key: string, need: Need, latest: Latest): Slot | Blank {
    return this.#places.slot(key, need, latest)
  }

  at(group: string, slot: Slot | Blank): Pair | Blank {
    if (isBlank(slot)) return slot
    const found = this.#groups.get(group)?.[slot.at]
    const periods = slot.placed.stored.overTime === 'mean' ? slot.reports : 1
    const rest = {
      reported: found?.matched ?? 0,
      periods,
      units: this.#units && found !== undefined ? found.units : null,
      expected: 0,
      blanks: null,
      knownAt: found?.knownAt ?? null,
    }
    if (slot.placed.leaf.counts) {
      const sum = String(rest.reported)
      return { now: { sum, ...rest }, before: { sum, ...rest } }
    }
    return { now: { sum: found?.now ?? '0', ...rest }, before: { sum: found?.before ?? '0', ...rest } }
  }
}
