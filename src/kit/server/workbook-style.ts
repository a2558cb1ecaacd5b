import type { CellStyle } from 'hucre'

/** How a cell looks and behaves: an input is unlocked when the sheet is protected, everything else stays locked. */
export type CellLook =
  | 'title'
  | 'heading'
  | 'label'
  | 'number'
  | 'input'
  | 'derived'
  | 'locked'
  | 'check'
  | 'error'
  | 'warning'
  | 'link'
  | 'quiet'

const line = { style: 'thin', color: { rgb: 'BFBFBF' } } as const
const border = { top: line, right: line, bottom: line, left: line }
const fill = (rgb: string): CellStyle['fill'] => ({ type: 'pattern', pattern: 'solid', fgColor: { rgb } })
const middle = { vertical: 'center' } as const

const looks: Readonly<Record<CellLook, CellStyle>> = {
  title: { font: { bold: true, size: 14 }, alignment: middle },
  heading: {
    font: { bold: true },
    fill: fill('DDEBF7'),
    border,
    alignment: { ...middle, horizontal: 'center', wrapText: true },
  },
  label: { border, alignment: { ...middle, wrapText: true } },
  number: { border, numFmt: '#,##0.00', alignment: { ...middle, horizontal: 'right' } },
  input: { border, fill: fill('FFFBE6'), protection: { locked: false }, alignment: middle },
  derived: { border, fill: fill('F2F2F2'), numFmt: '#,##0.####', alignment: { ...middle, horizontal: 'right' } },
  locked: { border, fill: fill('D9D9D9'), alignment: middle },
  check: { font: { bold: true, color: { rgb: 'A8071A' } }, alignment: { ...middle, horizontal: 'center' } },
  link: { border, font: { underline: true, color: { rgb: '0958D9' } }, alignment: middle },
  error: { border, fill: fill('FFCCC7'), protection: { locked: false }, alignment: middle },
  warning: { border, fill: fill('FFE7BA'), protection: { locked: false }, alignment: middle },
  quiet: { font: { color: { rgb: '8C8C8C' } }, alignment: middle },
}

const formatted = new Map<string, CellStyle>()

/** One style object per look and format, so that the writer stores each once. */
export function styleOf(look: CellLook | undefined, format: string | undefined): CellStyle | undefined {
  if (!format) return look && looks[look]
  const key = `${look ?? ''} ${format}`
  const style = formatted.get(key) ?? { ...(look ? looks[look] : {}), numFmt: format }
  formatted.set(key, style)
  return style
}

const longestSheetName = 31

/** Names as Excel takes them: at most 31 characters, none of []:*?/\, no two alike. */
export function sheetNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const clean =
      name
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/^'+|'+$/g, '')
        .trim()
        .slice(0, longestSheetName) || 'Sheet'
    let free = clean
    for (let count = 2; taken.has(free.toLowerCase()); count += 1) {
      const ending = ` ${count}`
      free = `${clean.slice(0, longestSheetName - ending.length)}${ending}`
    }
    taken.add(free.toLowerCase())
    return free
  })
}
