import type { BlankReason } from '#base/blank.ts'
import type { Span } from '#base/period.ts'

/** How a value came about. `normal` is as reported. */
export const valueStatuses = ['normal', 'estimated', 'provisional', 'imputed'] as const
export type ValueStatus = (typeof valueStatuses)[number]

/**
 * The status of a cell as one small number, the same in the record and in the mirror: below 10 a value and how it came about,
 * from 11 a blank and its reason, 99 a cell that was withdrawn (it is in no figure any more).
 */
export const cellCodes = {
  normal: 0,
  estimated: 1,
  provisional: 2,
  imputed: 3,
  not_reported: 11,
  not_applicable: 12,
  suppressed: 13,
  zero_denominator: 14,
  not_yet_due: 15,
  not_released: 16,
  withdrawn: 99,
} as const satisfies Record<ValueStatus | BlankReason | 'withdrawn', number>

export type CellCode = (typeof cellCodes)[keyof typeof cellCodes]

/** One cell of a row: which indicator, in which span. Written `indicator:span`. */
export interface CellKey {
  indicator: string
  span: Span
}

/** A value with how it came about, a blank with its reason, or the withdrawal of what stood there. */
export type CellContent = { value: string; status: ValueStatus } | { blank: BlankReason } | { withdrawn: true }

/** `output:cumulative` */
export function cellKey(cell: CellKey): string {
  return `${cell.indicator}:${cell.span}`
}

/** The reverse of `cellKey`; ids hold no colon. */
export function parseCellKey(text: string): CellKey {
  const at = text.lastIndexOf(':')
  return { indicator: text.slice(0, at), span: text.slice(at + 1) as Span }
}

/** The code of a content. */
export function codeOf(content: CellContent): CellCode {
  if ('withdrawn' in content) return cellCodes.withdrawn
  return 'blank' in content ? cellCodes[content.blank] : cellCodes[content.status]
}

const byCode = new Map<number, keyof typeof cellCodes>(
  Object.entries(cellCodes).map(([name, code]) => [code, name as keyof typeof cellCodes]),
)

/** The content that a stored value and code stand for. */
export function contentOf(value: string | null, code: number): CellContent {
  const name = byCode.get(code) ?? 'not_reported'
  if (name === 'withdrawn') return { withdrawn: true }
  if (value !== null && isStatus(name)) return { value, status: name }
  return { blank: isStatus(name) ? 'not_reported' : name }
}

function isStatus(name: string): name is ValueStatus {
  return (valueStatuses as readonly string[]).includes(name)
}
