import { type Blank, isBlank } from '#base/blank.ts'
import { cellCodes, type MirrorCell, type MirrorTable } from '#capabilities/observations/server/service.ts'
import type { FactsRow } from '#kit/server/facts.ts'
import type { FactsColumns } from '#kit/server/facts-columns.ts'
import type { House } from '#kit/server/house.ts'
import { fewestUnits, type LeafAnswer, type Need } from '../rules/asked.ts'
import { type Pass, passesOf, periodsWithin, type Range } from '../rules/passes.ts'
import { type Question, statusesSql, type Sum, sumsSql, unitsSql } from './facts.sql.ts'
import type { Answers } from './answers.ts'
import { type Groups, groupOf } from './groups.ts'
import { latestOf } from './latest.ts'
import {
  batchesOf,
  LeafPlaces,
  type Latest,
  type LeafRequest,
  type PlacedLeaf,
  type Slot,
  storedIn,
  type Stretches,
} from './leaf-places.ts'
import { expectedIn, type Respondents, respondentsOf } from './respondents.ts'
import { whereSql } from './where-sql.ts'

export type LeafQuestion = {
  readonly groups: Groups
  readonly needs: readonly LeafRequest[]
  readonly asOf: string | null
  /** Count the subjects behind figures that may rest on few: for a reader who may not see few of them. */
  readonly units: boolean
  /** Tell who was expected to report; not where only sums are looked at. */
  readonly expected: boolean
  /** When only the greatest or smallest sums of one leaf are wanted. */
  readonly top?: Top | undefined
}

/** So many sums of a leaf, the greatest or the smallest. */
export type Top = { readonly key: string; readonly descending: boolean; readonly rows: number }

type Found = {
  readonly sum: string
  readonly reported: number
  readonly knownAt: string | null
  units: number | null
  blanks: Record<string, number> | null
}

/** What is known of one group, each leaf and stretch in its place. */
type GroupAnswers = { readonly found: Found[]; readonly expected: number[]; isKnown: boolean }

/** Who is expected in some stretches: which selection of which register. */
type Expected = { readonly respondents: Respondents; readonly selection: number }

/** One question of sums to the mirror, and where its answers go. */
type Asking = {
  readonly question: LeafQuestion
  readonly batch: readonly PlacedLeaf[]
  readonly asked: Question
  readonly params: Date[]
}

/** What the mirror knows of the leaves of one question, by group. */
export class LeafAnswers implements Answers {
  readonly isReleased = false
  readonly #places: LeafPlaces
  readonly #groups = new Map<string, GroupAnswers>()
  readonly #expected = new Map<Stretches, Expected>()
  #latest: Latest = new Map()
  /** Only the greatest or smallest were fetched: a group or period that is missing may have values all the same. */
  isCut = false

  private constructor(places: LeafPlaces) {
    this.#places = places
  }

  static async ask(house: House, question: LeafQuestion): Promise<LeafAnswers> {
    const places = await placesFor(house, question.needs)
    const tables = [...new Set(places.placed.map(({ stored }) => stored.table.name))]
    const answers = new LeafAnswers(places)
    const [latest] = await Promise.all([
      latestOf(house, tables),
      ...(question.expected ? tables.map((table) => answers.#expectations(house, question.groups, table)) : []),
      ...askings(house, question, answers.#places).map((asking) => answers.#sums(house, asking)),
    ])
    answers.#latest = latest
    return answers
  }

  /** The last stored period of each table that was looked at. */
  get latest(): Latest {
    return this.#latest
  }

  /** Every group of which anything is known. */
  keys(): Iterable<string> {
    return [...this.#groups].flatMap(([key, { isKnown }]) => (isKnown ? [key] : []))
  }

  /** Where a need of a leaf stands in the answers of every group. */
  slot(key: string, need: Need): Slot | Blank {
    return this.#places.slot(key, need, this.#latest)
  }

  /** Whether any value or blank was found. */
  has(group: string, slot: Slot | Blank): boolean {
    return !isBlank(slot) && this.#groups.get(group)?.found[slot.at] !== undefined
  }

  at(group: string, slot: Slot | Blank): LeafAnswer | Blank {
    if (isBlank(slot)) return slot
    const answers = this.#group(group)
    const found = answers.found[slot.at]
    const expected = (answers.expected[slot.expectedAt] ??= this.#expectedIn(group, slot))
    if (!found) return { sum: '0', reported: 0, periods: 1, units: null, expected, blanks: null, knownAt: null }
    const { leaf, stored } = slot.placed
    const periods = stored.overTime === 'mean' ? slot.reports : 1
    const { sum, reported, units, blanks, knownAt } = found
    return { sum: leaf.counts ? String(reported) : sum, reported, periods, units, expected, blanks, knownAt }
  }

  of(group: string, key: string, need: Need): LeafAnswer | Blank {
    return this.at(group, this.slot(key, need))
  }

  /** Which table, cell and stored periods a need of a leaf looks at. */
  placeOf(
    key: string,
    need: Need,
  ): { readonly table: MirrorTable; readonly cell: MirrorCell; readonly range: Range } | undefined {
    const slot = this.slot(key, need)
    return isBlank(slot) ? undefined : { ...slot.placed.stored, range: slot.range }
  }

  async #sums(house: House, asking: Asking): Promise<void> {
    const { question, batch, asked, params } = asking
    const columns = await house.facts.columns(sumsSql(asked), params)
    if (asked.top !== null && columns.rows >= asked.top.rows) this.isCut = true
    const told = this.#keep(columns, asking)
    const few = told.flatMap((each, i) => (each.few ? [i] : []))
    await Promise.all([
      ...batch.map((_, i) => (told[i]?.odd ? this.#statuses(house, asking, i) : undefined)),
      question.units && few.length > 0 && !question.groups.ofOneSubject ? this.#units(house, asking, few) : undefined,
    ])
  }

  /** Puts sums in their places; answers for each sum whether any of its findings is unusual or may rest on few subjects. */
  #keep(columns: FactsColumns, { question, batch, asked }: Asking): { odd: boolean; few: boolean }[] {
    const places = placesIn(batch, asked.pass)
    const { groups, units } = question
    const [ordinals, known, keys] = [
      columns.of('p'),
      columns.of('known'),
      groups.keys.map((_, i) => columns.of(`k${i}`)),
    ]
    const rows = ordinals.map((ordinal, row) => {
      const knownAt = known[row] ?? null
      return {
        here: places.get(Number(ordinal)),
        group: this.#group(groups.join(keys.map((ids) => String(ids[row] ?? '')))),
        knownAt: knownAt === null ? null : String(knownAt),
      }
    })
    return batch.map((_, i) => {
      const [sums, counts, statuses] = [columns.of(`v${i}`), columns.of(`c${i}`), columns.of(`o${i}`)]
      const told = { odd: false, few: false }
      rows.forEach(({ here, group, knownAt }, row) => {
        const place = here?.[i]
        const reported = Number(counts[row] ?? 0)
        const odd = Number(statuses[row] ?? 0) > 0
        if (place === undefined || (reported === 0 && !odd)) return
        const atLeast = groups.ofOneSubject ? 1 : Math.ceil(reported / place.reports)
        const sum = String(sums[row] ?? '0')
        group.isKnown = true
        group.found[place.at] = { sum, reported, knownAt, units: units ? atLeast : null, blanks: null }
        told.odd ||= odd
        told.few ||= reported > 0 && atLeast < fewestUnits
      })
      return told
    })
  }

  /** Only where some value is blank or unusual is it asked which: one more question, rarely. */
  async #statuses(house: House, { question, batch, asked, params }: Asking, i: number): Promise<void> {
    const places = placesIn(batch, asked.pass)
    for (const row of await house.facts.query<FactsRow>(statusesSql(asked, asked.sums[i] as Sum), params)) {
      const found = this.#foundAt(row, question.groups, places.get(Number(row.p))?.[i]?.at)
      const name = statusNames.get(Number(row.status))
      if (found && name && Number(row.n) > 0) found.blanks = { ...found.blanks, [name]: Number(row.n) }
    }
  }

  /** Several reports may be of one subject: where that could make them too few, the subjects are counted. */
  async #units(house: House, { question, batch, asked, params }: Asking, few: readonly number[]): Promise<void> {
    const places = placesIn(batch, asked.pass)
    const sums = few.map((i) => asked.sums[i] as Sum)
    for (const row of await house.facts.query<FactsRow>(unitsSql(asked, sums), params)) {
      const here = places.get(Number(row.p))
      few.forEach((i, n) => {
        const found = this.#foundAt(row, question.groups, here?.[i]?.at)
        if (found) found.units = Number(row[`n${n}`])
      })
    }
  }

  #foundAt(row: FactsRow, groups: Groups, at: number | undefined): Found | undefined {
    return at === undefined ? undefined : this.#groups.get(groupOf(row, groups))?.found[at]
  }

  /** Who was expected to report in a table. A leaf that chooses its subjects expects only those. */
  async #expectations(house: House, groups: Groups, table: string): Promise<void> {
    const stretches = new Set(
      this.#places.placed.flatMap((each) => (each.stretches.table === table ? each.stretches : [])),
    )
    const selections = [...new Set([...stretches].map(({ selection }) => selection))]
    const respondents = await respondentsOf(house, groups, { table, selections })
    for (const each of stretches)
      this.#expected.set(each, { respondents, selection: selections.indexOf(each.selection) })
  }

  #expectedIn(group: string, { placed, due }: Slot): number {
    const expected = this.#expected.get(placed.stretches)
    const steps = expected?.respondents.get(group)?.[expected.selection]
    return steps === undefined ? 0 : expectedIn(steps, due, placed.stretches)
  }

  #group(key: string): GroupAnswers {
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const made: GroupAnswers = { found: Array.from<Found>({ length: this.#places.sums }), expected: [], isKnown: false }
    this.#groups.set(key, made)
    return made
  }
}

/** Where the mirror keeps everything asked for. */
export async function placesFor(house: House, needs: readonly LeafRequest[]): Promise<LeafPlaces> {
  const programme = house.programme()
  const stored = storedIn(programme, needs)
  const ends = [...stored.values()].filter(({ overTime }) => overTime === 'last').map(({ table }) => table.name)
  const known = ends.length === 0 ? new Map<string, number>() : await latestOf(house, [...new Set(ends)])
  return new LeafPlaces(programme, stored, known)
}

/** The questions of sums: leaves over the same stretches together, stretches that overlap apart. */
function askings(house: House, question: LeafQuestion, places: LeafPlaces): Asking[] {
  const { groups, asOf, top } = question
  const params = asOf === null ? [] : [new Date(asOf)]
  const parts = batchesOf(places.placed).flatMap((batch) => {
    return passesOf(batch[0]?.stretches.all ?? []).map((pass) => ({ batch, pass }))
  })
  const topAt =
    parts.length === 1 && top !== undefined ? (parts[0]?.batch.findIndex(({ key }) => key === top.key) ?? -1) : -1
  return parts.map(({ batch, pass }) => {
    const sums = batch.map((placed) => sumOf(house, placed))
    const limit = top !== undefined && topAt >= 0 ? { sum: topAt, descending: top.descending, rows: top.rows } : null
    const asked = {
      table: batch[0]?.stretches.table ?? '',
      pass,
      keys: groups.keys,
      sums,
      filters: groups.filters,
      asOf: asOf === null ? null : '$1',
      top: limit,
    }
    return { question, batch, asked, params }
  })
}

export type Place = { readonly at: number; readonly reports: number }

/** Where each sum of a batch goes, by the ordinal its stretch begins with. */
export function placesIn(batch: readonly PlacedLeaf[], { ranges }: Pass): Map<number, readonly (Place | undefined)[]> {
  const wanted = new Set(ranges.map(({ from, to }) => `${from}:${to}`))
  const byFrom = new Map<number, (Place | undefined)[]>()
  batch.forEach(({ stretches, first }, i) => {
    stretches.all.forEach(({ from, to }, k) => {
      if (!wanted.has(`${from}:${to}`)) return
      const list = byFrom.get(from) ?? []
      byFrom.set(from, list)
      list[i] = { at: first + k, reports: Math.max(1, periodsWithin({ from, to }, stretches)) }
    })
  })
  return byFrom
}

/** Blank reasons and unusual statuses by the code of the mirror; a withdrawn cell is in no figure. */
const statusNames = new Map<number, string>(
  Object.entries(cellCodes)
    .filter(([name]) => name !== 'normal' && name !== 'withdrawn')
    .map(([name, code]) => [code, name]),
)

export function sumOf(house: House, { leaf, stored }: PlacedLeaf): Sum {
  const { value, count, status } = stored.cell
  const { sql, columns } = whereSql(house.programme(), leaf, { table: stored.table.name, of: 'values' })
  return { value, count, status, where: sql, columns }
}
