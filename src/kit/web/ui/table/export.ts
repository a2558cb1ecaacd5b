import { roundTo } from '#base/decimal.ts'
import { markSign } from '#base/export-mark.ts'
import type { Language } from '#base/text.ts'
import { type CellValue, headOf, plainCell, type ShownColumn } from './columns.ts'

/** A table as it leaves the house: exactly what is seen, in the same order and units. */
export type Sheet = {
  title: string
  head: string[]
  rows: (string | { number: string; scale: number })[][]
  notes: string[]
  /** Who takes it out, and when. */
  mark?: string | undefined
}

type SheetParts<Row> = {
  title: string
  columns: ShownColumn<Row>[]
  rows: Row[]
  totals: Record<string, CellValue> | undefined
  totalsLabel: string
  language: Language
  synthetic: boolean
  notes: string[]
  mark?: string | undefined
}

const nature = { zh: ['数据性质', '合成'], en: ['nature of data', 'synthetic'] } as const

/** Gathers what is seen. Where the population is synthetic every row says so. */
export function toSheet<Row>({
  title,
  columns,
  rows,
  totals,
  totalsLabel,
  language,
  synthetic,
  notes,
  mark,
}: SheetParts<Row>): Sheet {
  const [natureHead, natureWord] = nature[language]
  const cell = (column: ShownColumn<Row>, value: CellValue): Sheet['rows'][number][number] => {
    const { number, word } = plainCell(column, value, language)
    if (number === undefined) return word
    const scale = column.shownScale ?? Math.min(number.decimalPlaces(), 4)
    return { number: roundTo(number, scale).toFixed(scale), scale }
  }
  const body = rows.map((row) => columns.map((column) => cell(column, column.value(row))))
  if (totals !== undefined) {
    body.push(
      columns.map((column, index) =>
        column.id in totals ? cell(column, totals[column.id]) : index === 0 ? totalsLabel : '',
      ),
    )
  }
  return {
    title,
    head: [...columns.map((column) => headOf(column, language)), ...(synthetic ? [natureHead] : [])],
    rows: synthetic ? body.map((row) => [...row, natureWord]) : body,
    notes: synthetic ? [...notes, natureWord] : notes,
    mark,
  }
}

/**
 * CSV with a byte order mark, so that spreadsheet programs read the Chinese. Text that looks like a formula is disarmed. The last line says who
 * took it; our own imports pass over it.
 */
export function sheetToCsv(sheet: Sheet): string {
  const field = (value: Sheet['rows'][number][number]): string => {
    if (typeof value !== 'string') return value.number
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const marks = sheet.mark === undefined ? [] : [[markSign + sheet.mark]]
  return `\uFEFF${[sheet.head, ...sheet.rows, ...marks].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`
}

/** The same as a workbook: numbers stay numbers, the head is frozen, notes stand on a second sheet; who took it also stands at the foot of what is printed. */
export async function sheetToWorkbook(sheet: Sheet): Promise<Blob> {
  const { writeXlsx } = await import('hucre/xlsx')
  const bytes = await writeXlsx({
    sheets: [
      {
        name: sheet.title.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Sheet1',
        rows: [
          sheet.head,
          ...sheet.rows.map((row) => row.map((value) => (typeof value === 'string' ? value : Number(value.number)))),
        ],
        freezePane: { rows: 1, columns: 1 },
        ...(sheet.mark === undefined
          ? {}
          : { headerFooter: { oddFooter: `&L${sheet.mark.replaceAll('&', '&&')}&R&P/&N` } }),
        columns: sheet.head.map((head) => ({ width: Math.min(40, Math.max(10, head.length * 2)) })),
      },
      {
        name: 'notes',
        rows: [sheet.title, ...sheet.notes, ...(sheet.mark === undefined ? [] : [sheet.mark])].map((note) => [note]),
      },
    ],
    properties: { title: sheet.title, creator: 'Jidi', description: sheet.mark },
  })
  return new Blob([bytes as Uint8Array<ArrayBuffer>], {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  })
}

/** Hands a file to the reader. */
export function download(name: string, content: Blob | string, type = 'text/csv;charset=utf-8'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
