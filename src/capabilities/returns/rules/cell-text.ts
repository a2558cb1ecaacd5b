import type { BlankReason } from '#base/blank.ts'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { unitName } from '#base/unit.ts'
import type { CellDefinition } from './form-cells.ts'

/** What a typed cell says: a value in the unit of its indicator, a blank with its reason, or what is wrong with it. */
export type CellReading =
  | { readonly value: string }
  | { readonly blank: BlankReason }
  | { readonly issue: ProblemIssue }

/** Words by which a respondent says that a line does not apply. */
const notApplicable = new Set(['不适用', 'n/a', 'na', '/'])

const fullWidth = /[\uff01-\uff5e]/g
const grouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/
const plain = /^-?\d+(\.\d+)?$/
/** A number as it is kept: no zeros before it or behind its places. */
const canonical = /^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9])$/

/**
 * Reads what was typed. Full-width digits and thousands separators are understood; a unit, an exponent, a percent sign are not:
 * the unit of a cell is the one its line states.
 */
export function readCell(text: string, cell: Typed): CellReading {
  if (text === '') return { blank: 'not_reported' }
  const typed = canonical.test(text) ? text : plainTyping(text)
  if (typed === '') return { blank: 'not_reported' }
  if (notApplicable.has(typed.toLowerCase())) return { blank: 'not_applicable' }
  const number = grouped.test(typed) ? typed.replaceAll(',', '') : typed
  const expected = cell.indicator.unit
  if (!plain.test(number)) return issue('returns.not_a_number', cell, text, expected)
  const [whole = '', places = ''] = number.replace('-', '').split('.')
  if (places.replace(/0+$/, '').length > cell.indicator.scale) {
    return issue('returns.too_many_places', cell, text, String(cell.indicator.scale))
  }
  if (whole.replace(/^0+/, '').length > 18 - cell.indicator.scale)
    return issue('returns.too_big', cell, text, String(18 - cell.indicator.scale))
  return { value: canonical.test(number) ? number : toDecimalText(parseDecimal(number)) }
}

function plainTyping(text: string): string {
  return text
    .replace(fullWidth, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replaceAll('\u2212', '-')
    .replaceAll('\u3000', ' ')
    .trim()
}

/** The readings of all cells of a form, by key; what was typed for other keys is left aside. */
export function readCells(
  cells: readonly CellDefinition[],
  typed: Readonly<Record<string, string>>,
): Map<string, CellReading> {
  return new Map(cells.map((cell) => [cell.key, readCell(typed[cell.key] ?? '', cell)]))
}

/** What is wrong in single cells, and which compulsory ones are empty. */
export function cellIssues(
  cells: readonly CellDefinition[],
  readings: ReadonlyMap<string, CellReading>,
): ProblemIssue[] {
  return cells.flatMap((cell) => cellIssue(cell, readings.get(cell.key)) ?? [])
}

type Judged = Pick<CellDefinition, 'key' | 'compulsory'> & { readonly indicator: { readonly unit: string } }

/** What is wrong with one cell, or that it is compulsory and empty. */
export function cellIssue(cell: Judged, reading: CellReading | undefined): ProblemIssue | undefined {
  if (reading !== undefined && 'issue' in reading) return reading.issue
  const empty = reading === undefined || ('blank' in reading && reading.blank === 'not_reported')
  return empty && cell.compulsory
    ? { text: 'returns.compulsory', where: cell.key, expected: cell.indicator.unit }
    : undefined
}

type Typed = { readonly key: string; readonly indicator: { readonly unit: string; readonly scale: number } }

function issue(text: string, { key, indicator }: Typed, found: string, expected: string): { issue: ProblemIssue } {
  const unit = { zh: unitName(indicator.unit, 'zh'), en: unitName(indicator.unit, 'en') }
  return { issue: { text, where: key, found: found.slice(0, 60), expected, details: unit } }
}
