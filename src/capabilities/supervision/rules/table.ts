import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { isPlainDate, type PlainDate, plainDate } from '#base/plain-date.ts'
import { nearest } from '#base/nearest.ts'
import { tableColumns } from './table-heads.ts'

/** One cell of a workbook, as it was read. */
export type TableCell =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text' | 'number' | 'date' | 'error'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }

/** Something wrong with a cell, by its name. */
export type CellIssue = {
  readonly cell: string
  readonly text: string
  readonly found?: string
  readonly expected?: string
  readonly nearest?: string
}

export type TableQuarter = { readonly quarter: string; readonly words: string | null; readonly share: string | null }

export type TableRow = {
  readonly row: number
  readonly number: string | null
  readonly requirement: string | null
  readonly title: string
  readonly schedule: readonly TableQuarter[]
  readonly leader: string | null
  readonly lead: readonly string[]
  readonly person: string | null
  readonly directPerson: string | null
  readonly assist: readonly string[]
  readonly base: string | null
  readonly due: PlainDate | null
  readonly wrong: boolean
}

export type ReadTable = { readonly rows: readonly TableRow[]; readonly issues: readonly CellIssue[] }

/** What names in the table may stand for. */
export type TableNames = {
  /** Ids by the names of organisations, in either language. */
  readonly organisations: ReadonlyMap<string, string>
  readonly places: ReadonlyMap<string, string>
}

type ColumnId = (typeof tableColumns)[number]['id']

const longestTitle = 300
const mostRows = 2000
const firstRowsOfHead = 12

/** `B7` of row 6, column 1, both from 0. */
export function nameOfCell(row: number, column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return `${letters}${row + 1}`
}

/**
 * A table of tasks, one a row, quarters as columns; every cell that is wrong is named. What is not filled in stays blank: a task without a
 * deadline is due by the end of the year of the table, because the table is that year's.
 */
export function readTable(
  sheet: readonly (readonly TableCell[])[],
  { year, names }: { readonly year: number; readonly names: TableNames },
): ReadTable {
  const head = findHead(sheet)
  if (head === undefined) {
    const expected = tableColumns
      .flatMap((column) => ('required' in column ? [`${column.zh} / ${column.en}`] : []))
      .join(', ')
    return { rows: [], issues: [{ cell: 'A1', text: 'supervision.no_head', expected }] }
  }
  const issues: CellIssue[] = []
  const rows: TableRow[] = []
  for (const [at, cells] of sheet.entries()) {
    if (at <= head.row || cells.every(({ kind }) => kind === 'empty')) continue
    if (rows.length >= mostRows) {
      issues.push({ cell: nameOfCell(at, 0), text: 'supervision.too_many_rows', expected: String(mostRows) })
      break
    }
    const found: CellIssue[] = []
    const reader = readerOf(cells, { at, columns: head.columns, issues: found })
    rows.push(rowOf(reader, { at, year, names, issues: found }))
    issues.push(...found)
  }
  issues.push(...repeated(rows, head.columns))
  if (rows.length === 0) issues.push({ cell: nameOfCell(head.row + 1, 0), text: 'supervision.no_rows' })
  return { rows, issues }
}

type Columns = ReadonlyMap<ColumnId, number>

function findHead(
  sheet: readonly (readonly TableCell[])[],
): { readonly row: number; readonly columns: Columns } | undefined {
  for (const [row, cells] of sheet.slice(0, firstRowsOfHead).entries()) {
    const columns = new Map<ColumnId, number>()
    for (const [column, cell] of cells.entries()) {
      const text = plain(cell)
      const known = tableColumns.find(({ zh, en, also }) => [zh, en, ...also].some((head) => plainText(head) === text))
      if (known !== undefined && !columns.has(known.id)) columns.set(known.id, column)
    }
    if (columns.has('title') && columns.has('lead')) return { row, columns }
  }
  return undefined
}

function plain(cell: TableCell): string {
  return 'text' in cell ? plainText(cell.text) : ''
}

function plainText(text: string): string {
  return text.replace(/[\s（）()：:]/g, '').toLowerCase()
}

type Reader = {
  readonly text: (column: ColumnId) => string
  readonly cell: (column: ColumnId) => TableCell
  readonly wrong: (column: ColumnId, issue: Omit<CellIssue, 'cell'>) => void
}

function readerOf(
  cells: readonly TableCell[],
  { at, columns, issues }: { readonly at: number; readonly columns: Columns; readonly issues: CellIssue[] },
): Reader {
  const cell = (column: ColumnId): TableCell => cells[columns.get(column) ?? -1] ?? { kind: 'empty' }
  const wrong: Reader['wrong'] = (column, issue) => {
    issues.push({ cell: nameOfCell(at, columns.get(column) ?? 0), ...issue })
  }
  return {
    cell,
    wrong,
    text(column) {
      const found = cell(column)
      if (found.kind === 'error') wrong(column, { text: 'supervision.cell_error', found: found.text })
      return 'text' in found && found.kind !== 'error' ? found.text.trim() : ''
    },
  }
}

type RowFrame = {
  readonly at: number
  readonly year: number
  readonly names: TableNames
  readonly issues: CellIssue[]
}

function rowOf(reader: Reader, { at, year, names, issues }: RowFrame): TableRow {
  const title = reader.text('title')
  if (title === '') reader.wrong('title', { text: 'value.required' })
  if (title.length > longestTitle)
    reader.wrong('title', { text: 'supervision.too_long', found: String(title.length), expected: String(longestTitle) })
  const lead = unitsIn(reader, 'lead', names.organisations)
  if (lead.length === 0 && reader.text('lead') === '') reader.wrong('lead', { text: 'value.required' })
  const assist = unitsIn(reader, 'assist', names.organisations).filter((id) => !lead.includes(id))
  const [base] = unitsIn(reader, 'base', names.places)
  const schedule = scheduleOf(reader, year)
  const orNull = (column: ColumnId) => {
    const text = reader.text(column)
    return text === '' ? null : text
  }
  const row = {
    row: at + 1,
    number: orNull('number'),
    requirement: orNull('requirement'),
    title,
    schedule,
    leader: orNull('leader'),
    lead,
    person: orNull('person'),
    directPerson: orNull('direct'),
    assist,
    base: base ?? null,
    due: dueOf(reader, year),
  }
  return { ...row, wrong: issues.length > 0 }
}

/** Organisations or places in a cell, by name, separated by 、，；or a new line. */
function unitsIn(reader: Reader, column: ColumnId, known: ReadonlyMap<string, string>): string[] {
  const names = reader
    .text(column)
    .split(/[、，,；;\n]+/)
    .map((name) => name.trim())
  return names.flatMap((name): string[] => {
    if (name === '') return []
    const id = known.get(name)
    if (id !== undefined) return [id]
    const near = nearest(name, known.keys())
    const text = column === 'base' ? 'supervision.unknown_place' : 'value.unknown_organisation'
    reader.wrong(column, { text, found: name, ...(near === undefined ? {} : { nearest: near }) })
    return []
  })
}

/** What is due by each quarter: words, and a share where the cell has one in percent. Shares only grow. */
function scheduleOf(reader: Reader, year: number): TableQuarter[] {
  const quarters: TableQuarter[] = []
  let before = '0'
  for (const quarter of [1, 2, 3, 4] as const) {
    const column = `q${quarter}` as const
    const cell = reader.cell(column)
    const text = reader.text(column)
    if (text === '') continue
    const share = shareIn(cell, text)
    if (share !== null && (parseDecimal(share).gt(1) || parseDecimal(share).lt(before))) {
      reader.wrong(column, { text: 'supervision.share_falls', found: text, expected: `${before} … 1` })
      continue
    }
    before = share ?? before
    quarters.push({ quarter: `${year}-Q${quarter}`, words: isShareAlone(cell, text) ? null : text, share })
  }
  return quarters
}

function isShareAlone(cell: TableCell, text: string): boolean {
  return cell.kind === 'number' || /^\d+(\.\d+)?\s*[%％]$/.test(text)
}

/** A number is a share when it is at most 1, else percent; of words, the last percentage in them. */
function shareIn(cell: TableCell, text: string): string | null {
  if (cell.kind === 'number' && /^\d+(\.\d+)?$/.test(text)) {
    const value = parseDecimal(text)
    return toDecimalText(value.lte(1) ? value : value.dividedBy(100))
  }
  const found = [...text.matchAll(/(\d{1,3}(?:\.\d{1,4})?)\s*[%％]/g)].at(-1)?.[1]
  return found === undefined ? null : toDecimalText(parseDecimal(found).dividedBy(100))
}

/** A date, as a date or as text such as 2026年11月30日, 11月底, 2026-11-30; blank: the last day of the year. */
function dueOf(reader: Reader, year: number): PlainDate | null {
  const text = reader.text('due')
  if (text === '') return plainDate(year, 12, 31)
  const iso = text.slice(0, 10).replaceAll('/', '-').replaceAll('.', '-')
  if (isPlainDate(iso)) return iso
  const [, written, month, day] =
    /^(?:(\d{4})\s*年)?\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日|底|末)?(?:前)?$/.exec(text) ?? []
  if (month !== undefined && Number(month) >= 1 && Number(month) <= 12) {
    const of = written === undefined ? year : Number(written)
    const last = new Date(Date.UTC(of, Number(month), 0)).getUTCDate()
    const found = `${of}-${month.padStart(2, '0')}-${String(day ?? last).padStart(2, '0')}`
    if (isPlainDate(found)) return found
  }
  reader.wrong('due', { text: 'supervision.not_a_day', found: text, expected: `${year}-12-31` })
  return null
}

/** Numbers that stand twice in a table. */
function repeated(rows: readonly TableRow[], columns: Columns): CellIssue[] {
  const seen = new Map<string, number>()
  return rows.flatMap(({ number, row }): CellIssue[] => {
    if (number === null) return []
    const first = seen.get(number)
    seen.set(number, first ?? row)
    if (first === undefined) return []
    const cell = nameOfCell(row - 1, columns.get('number') ?? 0)
    return [{ cell, text: 'supervision.number_twice', found: number, expected: `${first}` }]
  })
}
