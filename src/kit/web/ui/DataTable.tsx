import { App } from 'antd'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useGo } from '../address.ts'
import { formatInstant } from '../dates.ts'
import { markOf } from '../export-mark.ts'
import { useMaybeSession } from '../session.tsx'
import { useLanguage, useTexts } from '../texts.tsx'
import { problemFrom } from '../problem.ts'
import { problemSentence } from '../problem-words.ts'
import { Busy } from './Busy.tsx'
import { EmptyState } from './EmptyState.tsx'
import { FigureCell } from './FigureCell.tsx'
import { InGrid } from './in-grid.ts'
import { type CellValue, type Column, isFigure, type ShownColumn, shownColumns } from './table/columns.ts'
import { download, sheetToCsv, sheetToWorkbook, toSheet } from './table/export.ts'
import { seenRows, useTableState } from './table/state.ts'
import { Gap, moveCursor, PlainContent, rowHeight, TableRow } from './table/TableBody.tsx'
import { TableHead } from './table/TableHead.tsx'
import { TableTools } from './table/TableTools.tsx'
import { tableWords } from './table/words.ts'

/** Rows that the server sorts, filters and hands out in portions. The page reads `useTableState()` and asks accordingly. */
export type RemoteRows<Row> = {
  /** How many rows there are in all. */
  total: number
  /** Reads the next portion; absent when all are here. */
  loadMore?: (() => void) | undefined
  loadingMore?: boolean
  /** Reads every row for an export. */
  all?: () => Promise<Row[]>
}

type DataTableProps<Row> = {
  /** A noun; names the table for screen readers and the exported file. */
  name: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** The page of a row. */
  rowTo?: (row: Row) => string
  onOpen?: (row: Row) => void
  /** What stands there when there are no rows at all. */
  empty: ReactNode
  /** Values of the total row, by column. */
  totals?: Record<string, CellValue>
  totalsLabel?: string
  /** Further controls at the right of the line above. */
  toolbar?: ReactNode
  /** Distinguishes the state of a second table on a page. */
  prefix?: string
  remote?: RemoteRows<Row>
  loading?: boolean
  searchable?: boolean
  /** Lines that go with an export: source, as-of. */
  notes?: string[]
}

const virtualFrom = 80
const overscan = 12

/**
 * The table of the house: sticky head and first column, sort, filter, column chooser, export of what is seen, drawn in part when long.
 * One tab stop; arrow keys move from cell to cell, Enter opens what the cell holds or the row.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, prefix, remote, loading, totals } = props
  const t = useTexts(tableWords)
  const language = useLanguage()
  const go = useGo()
  const table = useTableState(prefix)
  const visible = useMemo(() => {
    const wanted = table.state.columns
    return columns.filter((column, index) =>
      wanted === undefined ? column.hidden !== true : index === 0 || wanted.includes(column.id),
    )
  }, [columns, table.state.columns])
  const shown = useMemo(() => shownColumns(visible, rows), [visible, rows])
  const seen = useMemo(
    () => (remote === undefined ? seenRows(rows, shown, table.state, language) : rows),
    [rows, shown, table.state, language, remote],
  )
  const exportAs = useExport(props, shown, seen)
  const opens = props.rowTo !== undefined || props.onOpen !== undefined
  const { rowTo, onOpen } = props
  const open = useCallback((row: Row) => (rowTo === undefined ? onOpen?.(row) : go(rowTo(row))), [rowTo, onOpen, go])

  if (loading === true) return <Busy lines={8} />
  const filtered = table.state.words !== '' || Object.keys(table.state.filters).length > 0
  if (rows.length === 0 && !filtered) return <>{props.empty}</>
  return (
    <div className="jd-table-box">
      <TableTools
        columns={columns}
        shown={visible}
        table={table}
        counts={{ seen: seen.length, held: rows.length, all: remote?.total ?? rows.length }}
        onExport={exportAs}
        extra={props.toolbar}
        searchable={props.searchable !== false}
      />
      <Grid
        label={props.name}
        columns={shown}
        rows={seen}
        rowKey={rowKey}
        open={open}
        opens={opens}
        loadMore={remote?.loadMore}
        loadingMore={remote?.loadingMore === true}
        head={<TableHead columns={shown} table={table} />}
        foot={
          totals === undefined ? null : (
            <Totals columns={shown} totals={totals} label={props.totalsLabel ?? t('total')} />
          )
        }
      />
      {seen.length === 0 ? <EmptyState title={t('noMatch')} why={t('noMatchWhy')} /> : null}
    </div>
  )
}

function useExport<Row>(props: DataTableProps<Row>, columns: ShownColumn<Row>[], seen: Row[]) {
  const t = useTexts(tableWords)
  const language = useLanguage()
  const session = useMaybeSession()
  const { message } = App.useApp()
  return async (kind: 'csv' | 'xlsx'): Promise<void> => {
    try {
      const rows = props.remote?.all === undefined ? seen : await props.remote.all()
      const at = formatInstant(new Date().toISOString(), session?.programme.timeZone)
      const synthetic = session?.synthetic === true
      const sheet = toSheet({
        title: props.name,
        columns,
        rows,
        totals: props.totals,
        totalsLabel: props.totalsLabel ?? t('total'),
        language,
        synthetic,
        mark: markOf(session),
        notes: [t('exportedAt', { at }), t('address', { address: globalThis.location.href }), ...(props.notes ?? [])],
      })
      const name = `${props.name}-${at.slice(0, 10)}${synthetic ? (language === 'zh' ? '-合成' : '-synthetic') : ''}`
      if (kind === 'csv') download(`${name}.csv`, sheetToCsv(sheet))
      else download(`${name}.xlsx`, await sheetToWorkbook(sheet))
    } catch (thrown) {
      message.error(problemSentence(problemFrom(thrown), language))
    }
  }
}

type GridProps<Row> = {
  label: string
  columns: ShownColumn<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  open: (row: Row) => void
  opens: boolean
  loadMore: (() => void) | undefined
  loadingMore: boolean
  head: ReactNode
  foot: ReactNode
}

function Grid<Row>({ label, columns, rows, rowKey, open, opens, loadMore, loadingMore, head, foot }: GridProps<Row>) {
  const t = useTexts(tableWords)
  const box = useRef<HTMLDivElement>(null)
  const virtual = rows.length > virtualFrom
  const [from, to] = useWindow(box, rows.length, virtual)
  const widths = useKeptWidths(box, columns, virtual)
  const [cursor, setCursor] = useState({ row: 0, column: 0 })
  const wanted = useRef(false)
  const focusCell = useCallback((row: number, column: number) => setCursor({ row, column }), [])

  useEffect(() => {
    if (!wanted.current) return
    const cell = box.current?.querySelector<HTMLElement>(`[data-cell="${cursor.row}:${cursor.column}"]`)
    if (cell === null || cell === undefined) return
    wanted.current = false
    cell.focus()
  })

  useEffect(() => {
    if (loadMore !== undefined && !loadingMore && to >= rows.length - overscan) loadMore()
  }, [loadMore, loadingMore, to, rows.length])

  function onKeyDown(event: KeyboardEvent<HTMLTableElement>): void {
    const cell = (event.target as Element).closest<HTMLElement>('[data-cell]')
    if (cell === null) return
    if (event.key === 'Enter' && event.target === cell) {
      const control = cell.querySelector<HTMLElement>('a, button, input, select, textarea')
      const row = rows[cursor.row]
      if (control !== null) control.click()
      else if (row !== undefined) open(row)
      return
    }
    if (event.target !== cell && (event.target as Element).matches('input, textarea, select')) return
    const [row = 0, column = 0] = (cell.dataset.cell ?? '').split(':').map(Number)
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / rowHeight) - 2)
    const next = moveCursor(event, { row, column }, { rows: rows.length, columns: columns.length, page })
    if (next === undefined) return
    event.preventDefault()
    wanted.current = true
    scrollToRow(box.current, next.row, virtual)
    setCursor(next)
  }

  const inView = rows.slice(from, to)
  const cursorRow = Math.min(cursor.row, rows.length - 1)
  const entry = cursorRow >= from && cursorRow < to ? cursorRow : from
  return (
    <div className={virtual ? 'jd-table-scroll jd-long' : 'jd-table-scroll'} ref={box}>
      <table
        className={virtual ? 'jd-table jd-virtual' : 'jd-table'}
        role="grid"
        aria-label={label}
        aria-description={t('keys')}
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
        style={widths === undefined ? undefined : { tableLayout: 'fixed' }}
      >
        {widths === undefined ? null : (
          <colgroup>
            {columns.map((column, index) => (
              <col key={column.id} style={{ width: widths[index] }} />
            ))}
          </colgroup>
        )}
        {head}
        <InGrid.Provider value={true}>
          <tbody>
            <Gap rows={from} columns={columns.length} />
            {inView.map((row, offset) => (
              <TableRow
                key={rowKey(row)}
                row={row}
                index={from + offset}
                columns={columns}
                cursor={from + offset === entry ? Math.min(cursor.column, columns.length - 1) : -1}
                opens={opens}
                onOpen={open}
                onFocusCell={focusCell}
              />
            ))}
            <Gap rows={rows.length - to} columns={columns.length} />
          </tbody>
        </InGrid.Provider>
        {foot}
      </table>
      {loadingMore ? <Busy lines={2} /> : null}
    </div>
  )
}

/** The widths that the first rows gave to the columns: a long table keeps them, or its columns would move while one scrolls. */
function useKeptWidths<Row>(
  box: { current: HTMLDivElement | null },
  columns: ShownColumn<Row>[],
  virtual: boolean,
): number[] | undefined {
  const language = useLanguage()
  const key = `${language}:${columns.map((column) => column.id + (column.shownUnit ?? '')).join()}`
  const [kept, setKept] = useState<{ key: string; widths: number[] }>()
  useEffect(() => {
    const element = box.current
    if (!virtual || element === null) return
    const observer = new ResizeObserver(() => {
      const heads = [...element.querySelectorAll<HTMLElement>('thead th')]
      setKept((old) => (old?.key === key ? old : { key, widths: heads.map((head) => head.offsetWidth) }))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [box, key, virtual])
  return virtual && kept?.key === key ? kept.widths : undefined
}

function scrollToRow(box: HTMLDivElement | null, row: number, virtual: boolean): void {
  if (box === null || !virtual) return
  const top = row * rowHeight
  const above = 2 * rowHeight
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + above > box.scrollTop + box.clientHeight - rowHeight)
    box.scrollTop = top + above - box.clientHeight + rowHeight
}

/** The rows to draw: those in view and a few around; all of them when the page is printed. */
function useWindow(box: { current: HTMLDivElement | null }, count: number, virtual: boolean): [number, number] {
  const [view, setView] = useState({ first: 0, visible: 30 })
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const element = box.current
    if (element === null || !virtual) return
    const read = (): void => {
      const first = Math.floor(element.scrollTop / rowHeight)
      const visible = Math.ceil(element.clientHeight / rowHeight) + 1
      setView((old) =>
        Math.abs(old.first - first) < overscan / 2 && old.visible === visible ? old : { first, visible },
      )
    }
    read()
    element.addEventListener('scroll', read, { passive: true })
    const observer = new ResizeObserver(read)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', read)
      observer.disconnect()
    }
  }, [box, virtual])
  useEffect(() => {
    const media = globalThis.matchMedia('print')
    const change = (): void => setPrinting(media.matches)
    media.addEventListener('change', change)
    return () => media.removeEventListener('change', change)
  }, [])
  if (!virtual || printing) return [0, count]
  const from = Math.max(0, Math.min(view.first, count) - overscan)
  return [from, Math.min(count, view.first + view.visible + overscan)]
}

function TotalCell<Row>({ column, value, label }: { column: ShownColumn<Row>; value: CellValue; label: string }) {
  const language = useLanguage()
  if (!isFigure(value)) return <PlainContent column={column} value={value} language={language} />
  return (
    <FigureCell
      figure={value}
      unit={column.shownUnit}
      scale={column.shownScale}
      sign={column.sign}
      title={`${column.title} · ${label}`}
    />
  )
}

function Totals<Row>({
  columns,
  totals,
  label,
}: {
  columns: ShownColumn<Row>[]
  totals: Record<string, CellValue>
  label: string
}) {
  return (
    <tfoot>
      <tr>
        {columns.map((column, index) => (
          <td
            key={column.id}
            className={[index === 0 ? 'jd-first' : '', column.numeric ? 'jd-right jd-number' : ''].join(' ')}
          >
            {column.id in totals ? (
              <TotalCell column={column} value={totals[column.id]} label={label} />
            ) : index === 0 ? (
              label
            ) : null}
          </td>
        ))}
      </tr>
    </tfoot>
  )
}
