import { type CSSProperties, type KeyboardEvent, memo, type ReactNode } from 'react'
import { isBlank } from '#base/blank.ts'
import { useLanguage } from '../../texts.tsx'
import { FigureCell } from '../FigureCell.tsx'
import { type CellValue, isFigure, plainCell, quantityOf, type ShownColumn } from './columns.ts'

export const rowHeight = 36

type CellProps<Row> = { column: ShownColumn<Row>; row: Row }

/** What stands in one cell: what the column draws, a figure with its explanation, a blank with its word, or plain words. */
export function CellContent<Row>({ column, row }: CellProps<Row>): ReactNode {
  const language = useLanguage()
  if (column.show !== undefined) return column.show(row)
  const value = column.value(row)
  if (isFigure(value)) {
    return (
      <FigureCell
        figure={value}
        unit={column.shownUnit}
        scale={column.shownScale}
        sign={column.sign}
        title={column.explain?.(row) ?? column.title}
      />
    )
  }
  return <PlainContent column={column} value={value} language={language} />
}

/** A value without an explanation; on an English page a Chinese name says that it is Chinese. */
export function PlainContent<Row>({
  column,
  value,
  language,
}: {
  column: ShownColumn<Row>
  value: CellValue
  language: 'zh' | 'en'
}): ReactNode {
  const { word } = plainCell(column, value, language)
  const quantity = quantityOf(value)
  if (quantity !== undefined && isBlank(quantity)) return <span className="jd-blank">{word}</span>
  return language === 'en' && /\p{Script=Han}/u.test(word) ? <span lang="zh">{word}</span> : word
}

type RowProps<Row> = {
  row: Row
  /** Place in the whole table, from 0. */
  index: number
  columns: ShownColumn<Row>[]
  /** The column that has the cursor, or −1. */
  cursor: number
  opens: boolean
  onOpen: (row: Row) => void
  onFocusCell: (row: number, column: number) => void
}

function RowOf<Row>({ row, index, columns, cursor, opens, onOpen, onFocusCell }: RowProps<Row>) {
  return (
    <tr
      aria-rowindex={index + 2}
      className={opens ? 'jd-opens' : undefined}
      onClick={(event) => {
        const inside = (event.target as Element).closest('a, button, input, label')
        if (opens && inside === null && globalThis.getSelection()?.toString() === '') onOpen(row)
      }}
    >
      {columns.map((column, at) => {
        const Cell = at === 0 ? 'th' : 'td'
        return (
          <Cell
            key={column.id}
            role={at === 0 ? 'rowheader' : 'gridcell'}
            scope={at === 0 ? 'row' : undefined}
            data-cell={`${index}:${at}`}
            tabIndex={cursor === at ? 0 : -1}
            className={[at === 0 ? 'jd-first' : '', column.numeric ? 'jd-right jd-number' : ''].join(' ')}
            onFocus={(event) => {
              if (event.target === event.currentTarget) onFocusCell(index, at)
            }}
          >
            <CellContent column={column} row={row} />
          </Cell>
        )
      })}
    </tr>
  )
}

/** One row; it draws again only when its row, columns or cursor change. */
export const TableRow = memo(RowOf) as typeof RowOf

/** An empty row that is as high as the rows which are not drawn. */
export function Gap({ rows, columns }: { rows: number; columns: number }) {
  if (rows <= 0) return null
  const style: CSSProperties = { height: rows * rowHeight, padding: 0, border: 0 }
  return (
    <tr aria-hidden="true" className="jd-gap">
      <td colSpan={columns} style={style} />
    </tr>
  )
}

const moves: Record<string, (at: { row: number; column: number }, page: number) => { row: number; column: number }> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  PageUp: ({ row, column }, page) => ({ row: row - page, column }),
  PageDown: ({ row, column }, page) => ({ row: row + page, column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }) => ({ row, column: Number.MAX_SAFE_INTEGER }),
}

/** Where a key takes the cursor, or undefined when it is not a key of the table. */
export function moveCursor(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  at: { row: number; column: number },
  size: { rows: number; columns: number; page: number },
): { row: number; column: number } | undefined {
  if (event.altKey || event.metaKey) return undefined
  const move = moves[event.key]
  if (move === undefined) return undefined
  const to = move(at, size.page)
  const row = event.ctrlKey && event.key === 'Home' ? 0 : event.ctrlKey && event.key === 'End' ? size.rows - 1 : to.row
  const within = (value: number, end: number): number => Math.min(Math.max(value, 0), end - 1)
  return { row: within(row, size.rows), column: within(to.column, size.columns) }
}
