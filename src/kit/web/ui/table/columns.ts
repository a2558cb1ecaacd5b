import type { ReactNode } from 'react'
import { type Blank, isBlank } from '#base/blank.ts'
import { Decimal, isDecimalText } from '#base/decimal.ts'
import type { Figure } from '#base/figure.ts'
import type { Quantity } from '#base/quantity.ts'
import type { Language } from '#base/text.ts'
import { unitName } from '#base/unit.ts'
import { blankWord, columnScale, columnUnit, formatNumber, inUnit } from '../../numbers.ts'

/** What a cell may hold. Text of a number (`12.50`) counts as a number in a column of kind `number`. */
export type CellValue = string | number | boolean | Figure | Quantity | Blank | null | undefined

export type Choice = { value: string; label: string }

/** One column: what its cells hold and how it is headed. Sorting, filtering and export work on `value`; `show` only draws. */
export type Column<Row> = {
  id: string
  title: string
  value: (row: Row) => CellValue
  show?: (row: Row) => ReactNode
  /** Unit code; stands in the head. Money is shown in the magnitude that suits the column unless `fixedUnit`. */
  unit?: string
  fixedUnit?: boolean
  /** Unit code in which the column is shown whatever its own values: for columns that are read across. */
  shownIn?: string
  /** Places after the point. */
  scale?: number
  /** Writes + before values above zero. */
  sign?: boolean
  kind?: 'text' | 'number' | 'date' | 'choice'
  /** Words of a choice, in the order in which a filter offers them. */
  choices?: Choice[]
  /** Pixels. */
  width?: number
  /** Off until the reader asks for it in the column chooser. */
  hidden?: boolean
  sort?: boolean
  filter?: boolean
  /** Title of the explanation of a figure in this column. */
  explain?: (row: Row) => string
}

export type ShownColumn<Row> = Column<Row> & {
  numeric: boolean
  shownUnit: string | undefined
  shownScale: number | undefined
}

/** A cell reduced to what sorting, filtering and export need. */
export type PlainCell = { number?: Decimal; word: string }

export function isFigure(value: CellValue): value is Figure {
  return typeof value === 'object' && value !== null && 'explanation' in value
}

/** The quantity or blank in a cell, when it holds one. */
export function quantityOf(value: CellValue): Quantity | Blank | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return isFigure(value) ? value.value : value
}

/** Decides once per column whether it is a column of numbers, in which unit and with how many places it is shown. */
export function shownColumns<Row>(columns: Column<Row>[], rows: Row[]): ShownColumn<Row>[] {
  return columns.map((column) => {
    const numeric = column.kind === 'number' || column.unit !== undefined
    const { unit } = column
    if (unit === undefined) return { ...column, numeric, shownUnit: undefined, shownScale: column.scale }
    const money = unit.startsWith('CNY') && column.fixedUnit !== true
    const shownUnit =
      column.shownIn ??
      (money
        ? columnUnit(
            rows.map((row) => quantityOf(column.value(row))),
            unit,
          )
        : unit)
    const kept = shownUnit === unit ? column.scale : undefined
    return { ...column, numeric, shownUnit, shownScale: kept ?? columnScale(shownUnit) }
  })
}

/** The head of a column with its unit. */
export function headOf<Row>(column: ShownColumn<Row>, language: Language): string {
  const unit = column.shownUnit === undefined ? '' : unitName(column.shownUnit, language)
  return unit === '' ? column.title : language === 'zh' ? `${column.title}（${unit}）` : `${column.title} (${unit})`
}

/** What a cell says, in the unit of its column. */
export function plainCell<Row>(column: ShownColumn<Row>, value: CellValue, language: Language): PlainCell {
  if (value === null || value === undefined) return { word: '' }
  const quantity = quantityOf(value)
  if (quantity !== undefined) {
    if (isBlank(quantity)) return { word: blankWord(quantity.blank, language) }
    const text = inUnit(quantity, column.shownUnit)
    return { number: new Decimal(text), word: formatNumber(text, { scale: column.shownScale, sign: column.sign }) }
  }
  if (typeof value === 'boolean')
    return { word: value ? (language === 'zh' ? '是' : 'yes') : language === 'zh' ? '否' : 'no' }
  if (column.choices !== undefined)
    return { word: column.choices.find((choice) => choice.value === String(value))?.label ?? String(value) }
  if (column.numeric && (typeof value === 'number' || isDecimalText(String(value)))) {
    const number = new Decimal(String(value))
    return { number, word: formatNumber(String(value), { scale: column.shownScale, sign: column.sign }) }
  }
  return { word: String(value) }
}

/** The value by which a choice column is filtered. */
export function choiceOf(value: CellValue): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

const collators: Record<Language, Intl.Collator> = {
  zh: new Intl.Collator('zh-Hans-CN', { numeric: true }),
  en: new Intl.Collator('en', { numeric: true }),
}

/** Orders two cells; blanks and empty cells go last whatever the direction. */
export function compareCells(a: PlainCell, b: PlainCell, descending: boolean, language: Language): number {
  if (a.number !== undefined && b.number !== undefined)
    return descending ? b.number.cmp(a.number) : a.number.cmp(b.number)
  if (a.number !== undefined) return -1
  if (b.number !== undefined) return 1
  if (a.word === '' || b.word === '') return a.word === b.word ? 0 : a.word === '' ? 1 : -1
  const order = collators[language].compare(a.word, b.word)
  return descending ? -order : order
}
