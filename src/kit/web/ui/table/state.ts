import { useCallback, useMemo } from 'react'
import type { Language } from '#base/text.ts'
import { type AddressState, useAddress } from '../../address.ts'
import { choiceOf, compareCells, plainCell, type ShownColumn } from './columns.ts'

/** What the reader asked of a table: it lives in the address. */
export type TableState = {
  sort: { column: string; descending: boolean } | undefined
  /** By column: words to find, `a,b` for choices, `10..20` for numbers. */
  filters: Record<string, string>
  /** Words to find in any column. */
  words: string
  /** The columns shown, in order; undefined for the usual ones. */
  columns: string[] | undefined
}

/** Reads the state of the table with this prefix from the address: `?sort=-area&f.kind=town&q=…&cols=a,b`. */
export function readTableState(address: AddressState, prefix: string): TableState {
  const sort = address[`${prefix}sort`]
  const start = `${prefix}f.`
  const filters = Object.entries(address).filter(([name]) => name.startsWith(start))
  return {
    sort: sort === undefined ? undefined : { column: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
    filters: Object.fromEntries(filters.map(([name, value]) => [name.slice(start.length), value])),
    words: address[`${prefix}q`] ?? '',
    columns: address[`${prefix}cols`]?.split(','),
  }
}

/** The state of a table and the ways to change it. A page whose server sorts and filters reads it from here too. */
export function useTableState(prefix = '') {
  const { state: address, set } = useAddress()
  const state = useMemo(() => readTableState(address, prefix), [address, prefix])
  const sortBy = useCallback(
    (column: string) => {
      const { sort } = state
      const next = sort?.column !== column ? column : sort.descending ? undefined : `-${column}`
      set({ [`${prefix}sort`]: next })
    },
    [state, set, prefix],
  )
  const filterBy = useCallback(
    (column: string, value: string) => set({ [`${prefix}f.${column}`]: value === '' ? undefined : value }),
    [set, prefix],
  )
  const find = useCallback((words: string) => set({ [`${prefix}q`]: words === '' ? undefined : words }), [set, prefix])
  const show = useCallback(
    (columns: string[] | undefined) => set({ [`${prefix}cols`]: columns?.join(',') }),
    [set, prefix],
  )
  const clear = useCallback(() => {
    const names = Object.keys(state.filters).map((column) => [`${prefix}f.${column}`, undefined])
    set({ ...Object.fromEntries(names), [`${prefix}q`]: undefined })
  }, [state, set, prefix])
  return { state, sortBy, filterBy, find, show, clear }
}

/** The rows that the state lets through, in its order. Pure, so that table, totals and export agree. */
export function seenRows<Row>(rows: Row[], columns: ShownColumn<Row>[], state: TableState, language: Language): Row[] {
  const tests = columns.flatMap((column) => {
    const wanted = state.filters[column.id]
    return wanted === undefined ? [] : [filterTest(column, wanted, language)]
  })
  const words = state.words.trim().toLowerCase()
  if (words !== '') {
    tests.push((row) =>
      columns.some((column) => plainCell(column, column.value(row), language).word.toLowerCase().includes(words)),
    )
  }
  const kept = tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)))
  const { sort } = state
  const by = columns.find((column) => column.id === sort?.column)
  if (sort === undefined || by === undefined) return kept
  const keyed = kept.map((row) => ({ row, cell: plainCell(by, by.value(row), language) }))
  keyed.sort((a, b) => compareCells(a.cell, b.cell, sort.descending, language))
  return keyed.map(({ row }) => row)
}

function filterTest<Row>(column: ShownColumn<Row>, wanted: string, language: Language): (row: Row) => boolean {
  if (column.choices !== undefined) {
    const values = new Set(wanted.split(','))
    return (row) => values.has(choiceOf(column.value(row)))
  }
  const range = /^(-?[\d.]*)\.\.(-?[\d.]*)$/.exec(wanted)
  if (column.numeric && range !== null) {
    const [, from = '', to = ''] = range
    return (row) => {
      const { number } = plainCell(column, column.value(row), language)
      if (number === undefined) return false
      return (from === '' || number.gte(from)) && (to === '' || number.lte(to))
    }
  }
  const words = wanted.toLowerCase()
  return (row) => plainCell(column, column.value(row), language).word.toLowerCase().includes(words)
}
