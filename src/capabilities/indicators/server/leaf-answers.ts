import { type Blank, blank } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import { type JanuaryFebruary, type Period, periodKind, type PeriodKind } from '#base/period.ts'
import { cellCodes, type MirrorCell, type MirrorTable, mirrorTables } from '#capabilities/observations/server/service.ts'
import type { FactsRow } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { LeafAnswer, Need } from '../rules/asked.ts'
import { januaryFebruaryFor } from '../rules/catalogue.ts'
import { getIndicator, type Leaf } from '../rules/expression.ts'
import { type OverTime, type Pass, passesOf, periodsWithin, type Range, rangeOf, shifted } from '../rules/passes.ts'
import { expectedSql, spanSql, type Question, type Sum, statusesSql, sumsSql } from './facts.sql.ts'
import type { Groups } from './groups.ts'
import { whereSql } from './where-sql.ts'

/** A leaf and everything it is asked for. */
export type LeafRequest = { readonly key: string; readonly leaf: Leaf; readonly needs: Map<string, Need> }

export type LeafQuestion = {
  readonly groups: Groups
  readonly needs: readonly LeafRequest[]
  readonly asOf: string | null
  /** Count the subjects behind each figure: for a reader who may not see few of them. */
  readonly units: boolean
}

type Stored = {
  readonly table: MirrorTable
  readonly cell: MirrorCell
  readonly kind: PeriodKind
  readonly overTime: OverTime
  readonly januaryFebruary: JanuaryFebruary
}
type Placed = LeafRequest & { readonly stored: Stored; readonly ranges: ReadonlyMap<string, Range>; readonly selection: string | null }
type Found = { sum: string; reported: number; units: number | null; knownAt: string | null }
type StatusQuestion = { readonly asked: Question; readonly placed: Placed; readonly sum: Sum | undefined; readonly params: Date[] }
type Event = { readonly at: number; readonly n: number }

const length: Record<PeriodKind, number> = { month: 1, quarter: 3, half_year: 6, year: 12 }
const separator = '\u001f'

/** What the mirror knows of the leaves of one question, by group. */
export class LeafAnswers {
  readonly #placed: ReadonlyMap<string, Placed>
  readonly #latest: ReadonlyMap<string, number>
  readonly #found = new Map<string, Found>()
  readonly #blanks = new Map<string, Record<string, number>>()
  readonly #expected = new Map<string, Event[]>()
  readonly #keys = new Set<string>()
  readonly #span: Need['span']

  private constructor(placed: ReadonlyMap<string, Placed>, latest: ReadonlyMap<string, number>, span: Need['span']) {
    this.#placed = placed
    this.#latest = latest
    this.#span = span
  }

  static async ask(house: House, question: LeafQuestion): Promise<LeafAnswers> {
    const programme = house.programme()
    const stored = question.needs.map((request) => ({ request, stored: storedOf(programme, request) }))
    const tables = [...new Set(stored.map((each) => each.stored.table.name))]
    const latest = new Map(await Promise.all(tables.map(async (table) => [table, await latestOf(house, table)] as const)))
    const placed = stored.map(({ request, stored }) => ({
      ...place(request, stored, latest.get(stored.table.name) ?? 0),
      selection: whereSql(programme, request.leaf, { table: stored.table.name, of: 'units' }).sql,
    }))
    const span = question.needs[0]?.needs.values().next().value?.span ?? 'this'
    const answers = new LeafAnswers(new Map(placed.map((each) => [each.key, each])), latest, span)
    await Promise.all([
      ...batches(placed).map((batch) => answers.#sums(house, question, batch)),
      ...tables.map((table) => answers.#expectations(house, question.groups, { table, placed })),
    ])
    return answers
  }

  /** Every group of which anything is known. */
  keys(): Iterable<string> {
    return this.#keys
  }

  of(group: string, key: string, need: Need): LeafAnswer | Blank {
    const placed = this.#placed.get(key)
    const range = placed?.ranges.get(needKey(need))
    if (!placed || !range) return blank('not_applicable')
    const { stored } = placed
    const due = { from: range.from, to: Math.min(range.to, this.#latest.get(stored.table.name) ?? 0) }
    const reports = periodsWithin(due, stored)
    if (reports === 0) return blank('not_yet_due')
    const at = address(group, key, range)
    const found = this.#found.get(at)
    const expected = this.#expectedIn(group, placed, due)
    if (!found) return { sum: new Decimal(0), reported: 0, periods: 1, units: null, expected, blanks: null, knownAt: null }
    const periods = stored.overTime === 'mean' ? reports : 1
    const sum = new Decimal(placed.leaf.counts ? found.reported : found.sum)
    const blanks = this.#blanks.get(at) ?? null
    return { sum, reported: found.reported, periods, units: found.units, expected, blanks, knownAt: found.knownAt }
  }

  /** Which table, cell and stored periods a need of a leaf looks at. */
  placeOf(key: string, need: Need): { readonly table: MirrorTable; readonly cell: MirrorCell; readonly range: Range } | undefined {
    const placed = this.#placed.get(key)
    const range = placed?.ranges.get(needKey(need))
    return placed && range ? { table: placed.stored.table, cell: placed.stored.cell, range } : undefined
  }

  /** When the last of the values behind a row came to be known. */
  knownAt(group: string, period: Period): string | null {
    let last: string | null = null
    for (const placed of this.#placed.values()) {
      const range = placed.ranges.get(needKey({ period, span: this.#span }))
      const known = range ? (this.#found.get(address(group, placed.key, range))?.knownAt ?? null) : null
      if (known !== null && (last === null || known > last)) last = known
    }
    return last
  }

  async #sums(house: House, question: LeafQuestion, batch: readonly Placed[]): Promise<void> {
    const first = batch[0]
    if (!first) return
    const programme = house.programme()
    const sums = batch.map((each) => sumOf(programme, each))
    const passes = passesOf([...first.ranges.values()])
    await Promise.all(
      passes.map(async (pass) => {
        const asked = questionOf(question, first.stored.table.name, pass, sums)
        const params = question.asOf === null ? [] : [new Date(question.asOf)]
        const rows = await house.facts.query<FactsRow>(sumsSql(asked), params)
        const unusual = new Set<Placed>()
        for (const row of rows) this.#keep(row, batch, { question, pass, unusual })
        await Promise.all([...unusual].map((placed) => this.#statuses(house, question, { asked, placed, sum: asked.sums[batch.indexOf(placed)], params })))
      }),
    )
  }

  #keep(row: FactsRow, batch: readonly Placed[], { question, pass, unusual }: { question: LeafQuestion; pass: Pass; unusual: Set<Placed> }): void {
    const group = groupOf(row, question.groups)
    const range = pass.ranges.find((each) => each.from === Number(row.p))
    if (!range) return
    this.#keys.add(group)
    batch.forEach((placed, i) => {
      const reported = Number(row[`c${i}`] ?? 0)
      const odd = Number(row[`o${i}`] ?? 0)
      if (reported === 0 && odd === 0) return
      if (odd !== 0) unusual.add(placed)
      const units = question.units ? Number(row[`u${i}`] ?? 0) : null
      const knownAt = row.known === null || row.known === undefined ? null : String(row.known)
      this.#found.set(address(group, placed.key, range), { sum: String(row[`v${i}`] ?? '0'), reported, units, knownAt })
    })
  }

  /** Only where some value is blank or unusual is it asked which: one more question, rarely. */
  async #statuses(house: House, question: LeafQuestion, { asked, placed, sum, params }: StatusQuestion): Promise<void> {
    if (!sum) return
    for (const row of await house.facts.query<FactsRow>(statusesSql(asked, sum), params)) {
      const range = asked.pass.ranges.find((each) => each.from === Number(row.p))
      const name = statusNames.get(Number(row.status))
      if (!range || !name) continue
      const at = address(groupOf(row, question.groups), placed.key, range)
      this.#blanks.set(at, { ...this.#blanks.get(at), [name]: Number(row.n) })
    }
  }

  /** A leaf that chooses its subjects expects only those to report. */
  async #expectations(house: House, groups: Groups, { table, placed }: { table: string; placed: readonly Placed[] }): Promise<void> {
    const selections = [...new Set(placed.filter((each) => each.stored.table.name === table).map((each) => each.selection))]
    const sql = expectedSql({ table, keys: groups.keys, filters: groups.filters, selections })
    for (const row of await house.facts.query<FactsRow>(sql)) {
      selections.forEach((selection, i) => {
        const n = Number(row[`n${i}`])
        if (n === 0) return
        const at = expectedAt(table, selection, groupOf(row, groups))
        const events = this.#expected.get(at) ?? []
        events.push({ at: Number(row.p), n })
        this.#expected.set(at, events)
      })
    }
  }

  #expectedIn(group: string, { stored, selection }: Placed, { from, to }: Range): number {
    let expected = 0
    for (const { at, n } of this.#expected.get(expectedAt(stored.table.name, selection, group)) ?? []) {
      expected += n * periodsWithin({ from: Math.max(at, from), to }, stored)
    }
    return expected
  }
}

function expectedAt(table: string, selection: string | null, group: string): string {
  return [table, selection ?? '', group].join(separator)
}

function address(group: string, key: string, range: Range): string {
  return `${group}${separator}${key}${separator}${range.from}:${range.to}`
}

function needKey({ period, span }: Need): string {
  return `${period}|${span}`
}

function groupOf(row: FactsRow, groups: Groups): string {
  return groups.join(groups.keys.map((_, i) => String(row[`k${i}`] ?? '')))
}

/** Blank reasons and unusual statuses by the code of the mirror; a withdrawn cell is in no figure. */
const statusNames = new Map<number, string>(
  Object.entries(cellCodes)
    .filter(([name]) => name !== 'normal' && name !== 'withdrawn')
    .map(([name, code]) => [code, name]),
)

/** The table that keeps an indicator in the longest periods that still fit into what is asked. */
function storedOf(programme: Programme, { leaf, needs }: LeafRequest): Stored {
  const indicator = getIndicator(programme, leaf.indicator)
  const januaryFebruary = januaryFebruaryFor(programme, leaf.indicator)
  const narrowest = Math.min(...[...needs.values()].map((need) => length[periodKind(need.period)]))
  const fitting = mirrorTables(programme)
    .flatMap((table) => {
      const cell = table.cells.find((each) => each.indicator === leaf.indicator && each.span === 'this')
      return cell ? [{ table, cell, kind: table.periodKind, overTime: indicator.over_time, januaryFebruary }] : []
    })
    .sort((a, b) => length[b.kind] - length[a.kind])
  const found = fitting.find((each) => length[each.kind] <= narrowest) ?? fitting.at(-1)
  if (!found) throw new Error(`the mirror has no column for the indicator ${leaf.indicator}`)
  return found
}

function place(request: LeafRequest, stored: Stored, latest: number): Omit<Placed, 'selection'> {
  const ranges = new Map<string, Range>()
  for (const [key, need] of request.needs) {
    const range = rangeOf(shifted(need, request.leaf.shifts, stored.januaryFebruary), { ...stored, latest })
    if (range) ranges.set(key, range)
  }
  return { ...request, stored, ranges }
}

/** Leaves of one table that look at the same stretches are asked for together. */
function batches(placed: readonly Placed[]): Placed[][] {
  const by = new Map<string, Placed[]>()
  for (const each of placed) {
    const ranges = [...new Set([...each.ranges.values()].map(({ from, to }) => `${from}:${to}`))].sort()
    const key = `${each.stored.table.name}|${ranges.join(',')}`
    by.set(key, [...(by.get(key) ?? []), each])
  }
  return [...by.values()].filter((batch) => (batch[0]?.ranges.size ?? 0) > 0)
}

function sumOf(programme: Programme, { leaf, stored }: Placed): Sum {
  const { value, count, status } = stored.cell
  const { sql, columns } = whereSql(programme, leaf, { table: stored.table.name, of: 'values' })
  return { value, count, status, where: sql, columns }
}

function questionOf(question: LeafQuestion, table: string, pass: Pass, sums: readonly Sum[]): Question {
  const { keys, filters } = question.groups
  return { table, pass, keys, sums, filters, asOf: question.asOf === null ? null : '$1', units: question.units }
}

async function latestOf(house: House, table: string): Promise<number> {
  const [row] = await house.facts.query<{ latest: number | null }>(spanSql(table))
  return Number(row?.latest ?? 0)
}
