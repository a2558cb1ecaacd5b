import type { CellReading } from './cell-text.ts'

/** A cell as a paste finds it. */
export type PasteTarget = {
  readonly key: string
  /** Why nothing may be put into it. */
  readonly closed?: 'grey' | 'computed' | undefined
  /** What a text would say there. */
  read(text: string): CellReading
}

/** What does not fit, with the place in the block, counted from 1. */
export type Misfit = {
  readonly row: number
  readonly column: number
  readonly text: string
  readonly why: 'outside' | 'grey' | 'computed' | 'not_a_number'
  readonly key?: string
}

export type Pasted = { readonly cells: Readonly<Record<string, string>>; readonly misfits: readonly Misfit[] }

const longest = 60

/** A block as a spreadsheet puts it on the clipboard: lines of cells between tabs; a cell with a line break stands in quotes. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let isQuoted = false
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i] as string
    if (isQuoted) {
      if (sign !== '"') cell += sign
      else if (text[i + 1] === '"') cell += text[(i += 1)]
      else isQuoted = false
    } else if (sign === '"' && cell === '') isQuoted = true
    else if (sign === '\t' || sign === '\n') {
      rows.at(-1)?.push(cell.trim())
      cell = ''
      if (sign === '\n') rows.push([])
    } else if (sign !== '\r') cell += sign
  }
  rows.at(-1)?.push(cell.trim())
  const last = rows.at(-1)
  if (rows.length > 1 && last?.length === 1 && last[0] === '') rows.pop()
  return rows
}

/**
 * Lays a block over cells from a place on. Numbers come with separators, brackets for what is negative, full-width or Chinese digits; empty
 * cells of the block are left alone, so that notes beside a table do no harm.
 */
export function layBlock(
  block: readonly (readonly string[])[],
  targetAt: (down: number, right: number) => PasteTarget | undefined,
): Pasted {
  const cells: Record<string, string> = {}
  const misfits: Misfit[] = []
  for (const [down, line] of block.entries()) {
    for (const [right, raw] of line.entries()) {
      if (raw === '') continue
      const at = { row: down + 1, column: right + 1, text: raw.slice(0, longest) }
      const target = targetAt(down, right)
      if (target === undefined) misfits.push({ ...at, why: 'outside' })
      else if (target.closed !== undefined) misfits.push({ ...at, why: target.closed, key: target.key })
      else {
        const text = plainNumber(raw).slice(0, longest)
        const reading = target.read(text)
        if ('issue' in reading) misfits.push({ ...at, why: 'not_a_number', key: target.key })
        else cells[target.key] = text
      }
    }
  }
  return { cells, misfits }
}

/** A number as accountants and spreadsheets write it, as the form reads it; other texts stay as they are. */
export function plainNumber(raw: string): string {
  const text = raw
    .normalize('NFKC')
    .replaceAll(/[\s\u00a0]/g, '')
    .replace(/^[¥￥]/, '')
    .replace(/[元]$/, '')
  if (text === '-' || text === '—' || text === '–') return ''
  const inner = /^\((.+)\)$/.exec(text)?.[1]
  const unsigned = inner ?? text.replace(/^(负|−)/, '-')
  const plain = isChinese(unsigned) ? chineseNumber(unsigned) : unsigned
  if (plain === undefined || !/^-?[\d,]*\.?\d+$|^-?[\d,]+\.$/.test(plain)) return raw.trim()
  const number = plain.replaceAll(',', '').replace(/\.$/, '')
  return inner === undefined || number.startsWith('-') ? number : `-${number}`
}

const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
}
const small: Readonly<Record<string, bigint>> = { 十: 10n, 拾: 10n, 百: 100n, 佰: 100n, 千: 1000n, 仟: 1000n }
const large: Readonly<Record<string, bigint>> = { 万: 10_000n, 亿: 100_000_000n }

function isChinese(text: string): boolean {
  const signs = [...text.replace(/^-/, '')]
  return signs.length > 0 && signs.every((sign) => sign in digits || sign in small || sign in large || sign === '点')
}

/** 一万二千三百零四点五 → 12304.5; undefined where the words make no number. */
function chineseNumber(text: string): string | undefined {
  const isNegative = text.startsWith('-')
  const [whole = '', places, ...rest] = text.replace(/^-/, '').split('点')
  if (rest.length > 0 || whole === '' || places === '') return undefined
  const after = [...(places ?? '')].map((sign) => digits[sign])
  if (after.some((digit) => digit === undefined)) return undefined
  const before = [...whole].every((sign) => sign in digits)
    ? BigInt([...whole].map((sign) => digits[sign]).join(''))
    : wholeNumber(whole)
  if (before === undefined) return undefined
  return `${isNegative ? '-' : ''}${before}${after.length === 0 ? '' : `.${after.join('')}`}`
}

function wholeNumber(text: string): bigint | undefined {
  let total = 0n
  let group = 0n
  let digit: number | undefined
  for (const sign of text) {
    if (sign in digits) {
      if (digit !== undefined && digit !== 0) return undefined
      digit = digits[sign]
    } else if (sign in small) {
      group += BigInt(digit ?? 1) * (small[sign] as bigint)
      digit = undefined
    } else {
      const by = large[sign] as bigint
      total =
        by === 100_000_000n ? (total + group + BigInt(digit ?? 0)) * by : total + (group + BigInt(digit ?? 0)) * by
      group = 0n
      digit = undefined
    }
  }
  return total + group + BigInt(digit ?? 0)
}
