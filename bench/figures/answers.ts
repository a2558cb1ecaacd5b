import { Decimal } from '#base/decimal.ts'
import { isJanuaryFebruary, type Period, periodYear, toOrdinal } from '#base/period.ts'
import type { FigureTable } from '#capabilities/indicators/contract.ts'
import type { Ratio } from './scene.ts'

/** A row of a query by hand: `k0…` keys, `p` the ordinal of the period, `v0…` sums. */
export type Row = Readonly<Record<string, unknown>>

/** Values by group, period and column, so that three answers to one question can be compared. */
export type Values = ReadonlyMap<string, string>

export type Compared = {
  /** From the rows of a query by hand to what the answer must show. */
  readonly expected: (rows: readonly Row[]) => Values
  readonly shown: (answer: unknown) => Values
}

/** Sums as they are, by keys, period and column. */
export function plain(keys = 0): Compared {
  return {
    shown: shownAt(0),
    expected: (rows) =>
      collect(
        rows.flatMap((row) =>
          valuesIn(row).map(([i, value]) => [at(keysOf(row, keys), Number(row.p), i), value] as const),
        ),
      ),
  }
}

/** The values an answer shows, from a column on. */
export function shownAt(firstColumn: number): Compared['shown'] {
  return (answer) =>
    collect(
      rowsOf(answer).flatMap((row) =>
        row.cells.slice(firstColumn).flatMap((cell, i) => {
          const period = row.period as Period
          const ordinal = isJanuaryFebruary(period) ? periodYear(period) * 12 + 1 : toOrdinal(period)
          return cell[0] === null ? [] : [[at(row.keys, ordinal, i), cell[0]] as const]
        }),
      ),
    )
}

/** The rows of an answer. */
export function rowsOf(answer: unknown): FigureTable['rows'] {
  return (answer as FigureTable).rows
}

/** This year so far, the year before, and by how much it grew, one after another for each indicator. */
export function withGrowth(rows: readonly Row[], last: number): Values {
  const year = Math.floor(last / 12)
  const of = (p: number) => rows.find((row) => Number(row.p) === p) ?? {}
  const before = of(year - 1)
  return collect(
    valuesIn(of(year)).flatMap(([i, value]) => {
      const old = new Decimal(String(before[`v${i}`]))
      const cells = [value, old.toString(), percent(new Decimal(value).minus(old), old)]
      return cells.map((each, k) => [at([], last, i * 3 + k), each] as const)
    }),
  )
}

/** Ratios of sums: each over and under, by where they stand among the columns of a row. */
export function asRatios(
  rows: readonly Row[],
  { ratios, inputs }: { ratios: readonly Ratio[]; inputs: readonly string[] },
): Values {
  const value = (row: Row, id: string) => new Decimal(String(row[`v${inputs.indexOf(id)}`] ?? 0))
  return collect(
    rows.flatMap((row) =>
      ratios.map(
        ([, over, under], i) =>
          [at(keysOf(row, 1), Number(row.p), i), percent(value(row, over), value(row, under))] as const,
      ),
    ),
  )
}

/** By how much each group grew, the most first. */
export function growths(rows: readonly Row[]): Values {
  return sorted(
    rows.map((row) => percent(new Decimal(String(row.v0)).minus(String(row.v1)), new Decimal(String(row.v1)))),
  )
}

/** What part of the whole each base is, and by how much of it it grew. */
export function sharesAndContributions(rows: readonly Row[], ordinals: readonly number[]): Values {
  const total = new Map<number, Decimal>()
  const byBase = new Map<string, Decimal>()
  for (const row of rows) {
    const p = Number(row.p)
    const value = new Decimal(String(row.v0))
    total.set(p, (total.get(p) ?? new Decimal(0)).plus(value))
    if (row.k0 !== null) byBase.set(`${row.k0}|${p}`, value)
  }
  const zero = new Decimal(0)
  return collect(
    [...byBase].flatMap(([key, now]) => {
      const [base = '', p = ''] = key.split('|')
      if (!ordinals.includes(Number(p))) return []
      const [all, before] = [total.get(Number(p)) ?? zero, total.get(Number(p) - 12) ?? zero]
      const was = byBase.get(`${base}|${Number(p) - 12}`) ?? zero
      const share = [at([base], Number(p), 0), percent(now, all)] as const
      return before.isZero() ? [share] : [share, [at([base], Number(p), 1), percent(now.minus(was), before)] as const]
    }),
  )
}

function percent(over: Decimal, under: Decimal): string {
  return over.times(100).div(under.abs()).toDecimalPlaces(2).toFixed(2)
}

function at(keys: readonly string[], period: number, column: number): string {
  return [...keys, period, column].join('|')
}

function keysOf(row: Row, n: number): string[] {
  return Array.from({ length: n }, (_, i) => String(row[`k${i}`]))
}

function valuesIn(row: Row): [number, string][] {
  return Object.entries(row).flatMap(([name, value]) =>
    /^v\d+$/.test(name) && value !== null ? [[Number(name.slice(1)), String(value)] as [number, string]] : [],
  )
}

function collect(entries: readonly (readonly [string, string])[]): Values {
  return new Map(entries.map(([key, value]) => [key, new Decimal(value).toString()]))
}

/** Values in order of size, where only they and not their places must agree. */
export function sorted(values: readonly string[]): Values {
  const inOrder = values.map((value) => new Decimal(value)).sort((a, b) => b.comparedTo(a))
  return new Map(inOrder.map((value, i) => [String(i), value.toString()]))
}
