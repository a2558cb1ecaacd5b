import { type Blank, isBlank } from '#base/blank.ts'
import { parseDecimal, roundTo } from '#base/decimal.ts'
import type { Figure } from '#base/figure.ts'
import type { Quantity } from '#base/quantity.ts'
import type { Language } from '#base/text.ts'
import { blankWord, columnScale, columnUnit, formatValue, inUnit } from '../../numbers.ts'

/** What a line stands for; it decides how it is drawn. */
export type SeriesRole = 'actual' | 'target' | 'required' | 'forecast' | 'range'

export type ChartValue = Quantity | Blank | Figure | undefined

/** One line or row of bars. Points stand at the places of the axis: periods, industries, towns. */
export type ChartSeries = {
  id: string
  name: string
  role?: SeriesRole
  /** Which of the eight hues; the same thing keeps its hue on every page. */
  hue?: number
  points: { at: string; value: ChartValue }[]
}

/** The places of the axis in the order in which they first occur, or sorted when they are periods. */
export function placesOf(series: readonly ChartSeries[], sorted: boolean): string[] {
  const places = [...new Set(series.flatMap((one) => one.points.map((point) => point.at)))]
  return sorted ? places.sort() : places
}

/** The value at a place, without its explanation. */
export function valueAt(series: ChartSeries, place: string): Quantity | Blank | undefined {
  const value = series.points.find((point) => point.at === place)?.value
  return value !== undefined && 'explanation' in value ? value.value : value
}

/** The unit in which all series of a chart are drawn. */
export function chartUnit(series: readonly ChartSeries[], unit: string): string {
  return columnUnit(
    series.flatMap((one) => one.points.map((point) => point.value)),
    unit,
  )
}

/** The number to draw; undefined where there is no value, which leaves a gap and never a zero. */
export function drawn(value: Quantity | Blank | undefined, unit: string): number | undefined {
  return value === undefined || isBlank(value) ? undefined : Number(inUnit(value, unit))
}

/** What a point says in the table, the hint and the export. */
export function said(value: Quantity | Blank | undefined, unit: string, language: Language): string {
  return value === undefined ? '' : formatValue(value, language, { unit, scale: columnScale(unit) })
}

/** What a point is in an export: a number in the unit of the chart, or the word of its blank. */
export function cellOf(value: Quantity | Blank | undefined, unit: string, language: Language) {
  if (value === undefined) return ''
  if (isBlank(value)) return blankWord(value.blank, language)
  const scale = columnScale(unit)
  return { number: roundTo(parseDecimal(inUnit(value, unit)), scale).toFixed(scale), scale }
}
