import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Language, Text } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'
import { issueSentence, problemSentences } from '#base/texts/problems.ts'
import { speakFrom } from '#base/texts/sentence.ts'
import type { ThreadWork } from '#kit/server/threads.ts'
import { type WriteCell, type WriteSheet, writeWorkbook } from '#kit/server/workbook.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import type { RowIssue } from '../contract/uploads.ts'
import { readCell } from '../rules/cell-text.ts'
import { type CellDefinition, formCells, formParts } from '../rules/form-cells.ts'
import { cellFormula, sheetChecks } from '../rules/workbook/cell-formulas.ts'
import {
  cellAt,
  columnLetters,
  headRows,
  identityColumns,
  spanHeads,
  unitText,
  wideCells,
} from '../rules/workbook/wide-sheet.ts'
import { returnSentences } from '../sentences.ts'
import { layoutOf, markRows, markSheet } from './upload-mark.ts'
import type { ReadTask, Said, Told, WideContent, WriteTask } from './upload-words.ts'

/** What stands beside a row or line where a check fails. */
export const checkSigns = {
  hard: { zh: '不符', en: 'fails' },
  soft: { zh: '请核实', en: 'verify' },
} as const satisfies Record<string, Text>

export const wideNames = {
  sheet: { zh: '填报', en: 'Returns' },
  last: { zh: '上一期', en: 'Period before' },
  problems: { zh: '问题清单', en: 'Problems' },
} as const satisfies Record<string, Text>

/** With more rows than this a workbook carries no checks and no sheet of the period before: it would open too slowly. */
const mostWithExtras = 3_000
const mostListed = 5_000

type Given = Pick<ThreadWork<ReadTask | WriteTask, Said, Told>, 'say' | 'hear'>
type Form = { readonly programme: Programme; readonly form: ProgrammeForm }

/** Writes a workbook of many respondents from the rows that it is told, batch by batch, until there are no more. */
export async function writeWideBook({ say, hear }: Given, task: WriteTask, of: Form): Promise<void> {
  const rows: WideContent[] = []
  for (;;) {
    const told = await hear()
    if (told.kind === 'written') break
    if (told.kind === 'contents') rows.push(...told.rows)
  }
  const bytes = await writeWorkbook(wideSheets(task, of, rows), titleOf(task, of.form), task.exportMark)
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer
  say({ kind: 'written', bytes: whole as ArrayBuffer }, [whole as ArrayBuffer])
}

function titleOf({ language, period }: WriteTask, form: ProgrammeForm): string {
  return `${form.number} ${form.name[language] ?? form.name.zh} ${periodName(period, language)}`
}

export function wideSheets(task: WriteTask, of: Form, rows: readonly WideContent[]): WriteSheet[] {
  const cells = wideCells(formCells(of.programme, of.form))
  const extras = rows.length <= mostWithExtras && !task.marked
  const placed = placeRows(rows)
  const layout: Layout = { task, ...of, cells, placed, extras }
  const mark = {
    form: task.form,
    period: task.period,
    layout: layoutOf(cells),
    language: task.language,
    madeAt: task.madeAt,
    rows: rows.map(({ subject, returnId, revision }) => [subject, returnId, revision] as const),
  }
  return [
    ...(task.marked ? [problemSheet(layout)] : []),
    mainSheet(layout),
    ...(extras ? [lastSheet(layout)] : []),
    { name: markSheet, hidden: true, rows: markRows(mark) },
  ]
}

type Placed = { readonly number: number; readonly row: WideContent }
type Layout = Form & {
  readonly task: WriteTask
  readonly cells: readonly CellDefinition[]
  readonly placed: readonly Placed[]
  readonly extras: boolean
}

/** Each row where it was in the file that is sent back, or one after another. */
function placeRows(rows: readonly WideContent[]): Placed[] {
  let last = headRows
  return rows.map((row) => {
    const number = row.number !== undefined && row.number > last ? row.number : last + 1
    last = number
    return { number, row }
  })
}

const firstColumn = identityColumns.length

function mainSheet(layout: Layout): WriteSheet {
  const { task, cells, placed, extras } = layout
  const say = (text: Text) => text[task.language]
  const checks = extras ? checksOf(layout) : []
  const end = Math.max(placed.at(-1)?.number ?? 0, headRows + 1)
  const message = { title: say({ zh: '应为数字', en: 'A number, please' }), text: say(fillNote) }
  const derived = new Map<string, (row: number) => string>()
  for (const cell of cells) {
    const formula = derivedFormula(cell, cells)
    if (formula !== undefined) derived.set(cell.key, formula)
  }
  const data: (WriteCell | string | null)[][] = []
  for (const { number, row } of placed) {
    while (data.length < number - 1 - headRows) data.push([])
    data.push([
      ...identityOf(row, number),
      ...valuesOf(layout, row, { number, derived }),
      ...checks.map(({ formula }) => ({ value: null, formula: formula(number) })),
    ])
  }
  return {
    name: say(wideNames.sheet),
    widths: [...identityColumns.map((column) => column.width), ...cells.map(() => 15), ...checks.map(() => 12)],
    columnLooks: [
      ...identityColumns.map(() => 'label' as const),
      ...cells.map((cell) => (cell.derived === undefined ? ('input' as const) : ('derived' as const))),
      ...checks.map(() => 'check' as const),
    ],
    hiddenColumns: [0],
    rows: [...headOf(layout, checks), ...data],
    freeze: { rows: headRows, columns: 3 },
    protect: true,
    rules: cells.flatMap((cell, at) => {
      if (cell.derived !== undefined) return []
      const letters = columnLetters(firstColumn + at)
      return [{ range: `${letters}${headRows + 1}:${letters}${end}`, allow: { number: {} }, message }]
    }),
  }
}

function headOf(layout: Layout, checks: readonly CheckColumn[]): (WriteCell | string | null)[][] {
  const { task, form, programme, cells } = layout
  const { language } = task
  const say = (text: Text) => text[language]
  const blanks = identityColumns.map(() => ({ value: null, look: 'quiet' as const }))
  const helps = new Map(
    formParts(programme, form).flatMap((part) => part.lines.map((line) => [line.indicator.id, line.help] as const)),
  )
  const sections = new Map<string, Text>()
  for (const part of formParts(programme, form)) {
    const first = part.lines.flatMap((line) => line.cells).find((cell) => cells.some((each) => each.key === cell.key))
    if (first !== undefined) sections.set(first.key, { zh: part.name.zh, en: part.name.en ?? part.name.zh })
  }
  const nameOf = (cell: CellDefinition): string => {
    const name = cell.indicator.name[language] ?? cell.indicator.name.zh
    return `${name}${cell.compulsory ? ' *' : ''}\n${say(spanHeads[cell.span])}`
  }
  return [
    [
      { value: null, look: 'quiet' },
      { value: titleOf(task, form), look: 'title' },
    ],
    [
      { value: null, look: 'quiet' },
      { value: `${say({ zh: '表', en: 'Form' })}: ${form.id}`, look: 'quiet' },
      { value: `${say({ zh: '报告期', en: 'Period' })}: ${task.period}`, look: 'quiet' },
      { value: task.place, look: 'quiet' },
    ],
    [
      { value: null, look: 'quiet' },
      { value: say(fillNote), look: 'quiet' },
    ],
    [
      ...blanks,
      ...cells.map((cell): WriteCell => {
        const section = sections.get(cell.key)
        return { value: section === undefined ? null : say(section), look: 'heading' }
      }),
      ...checks.map((): WriteCell => ({ value: say({ zh: '审核', en: 'Check' }), look: 'heading' })),
    ],
    [
      ...identityColumns.map((column): WriteCell => ({ value: say(column.name), look: 'heading' })),
      ...cells.map((cell): WriteCell => {
        const help = helps.get(cell.indicator.id)
        const note = help === undefined ? {} : { note: help[language] ?? help.zh }
        return { value: nameOf(cell), look: 'heading', ...note }
      }),
      ...checks.map((check): WriteCell => ({ value: say(check.message), look: 'heading' })),
    ],
    [
      ...blanks,
      ...cells.map((cell): WriteCell => ({ value: unitText(cell.indicator.unit, language), look: 'heading' })),
      ...checks.map(() => null),
    ],
    [
      ...identityColumns.map((column): WriteCell => ({ value: column.code, look: 'quiet' })),
      ...cells.map((cell): WriteCell => ({ value: cell.key, look: 'quiet' })),
      ...checks.map((check): WriteCell => ({ value: `check:${check.id}`, look: 'quiet' })),
    ],
  ]
}

function identityOf(row: WideContent, number: number): (WriteCell | string | null)[] {
  return [row.subject, String(number - headRows), row.name, row.creditCode, row.town]
}

type Valuing = { readonly number: number; readonly derived: ReadonlyMap<string, (row: number) => string> }

function valuesOf({ task, cells }: Layout, row: WideContent, { number, derived }: Valuing): (WriteCell | null)[] {
  const marks = marksOf(row.issues, task.language)
  return cells.map((cell): WriteCell | null => {
    const formula = derived.get(cell.key)
    const mark = marks.get(cell.key)
    const marked =
      mark === undefined ? {} : { look: mark.soft ? ('warning' as const) : ('error' as const), note: mark.text }
    if (formula !== undefined) return { value: null, formula: formula(number), ...marked }
    const value = typedCell(row.cells[cell.key] ?? '', cell)
    return mark === undefined ? value : { ...(value ?? { value: null }), ...marked }
  })
}

function typedCell(text: string, cell: CellDefinition): WriteCell | null {
  if (text === '') return null
  const reading = readCell(text, cell)
  return 'value' in reading ? { value: null, decimal: reading.value } : { value: text }
}

function marksOf(issues: readonly RowIssue[], language: Language): Map<string, { text: string; soft: boolean }> {
  const marks = new Map<string, { text: string; soft: boolean }>()
  for (const issue of issues) {
    if (issue.cell === undefined) continue
    const before = marks.get(issue.cell)
    const text = sentenceOf(issue, language)
    const soft = issue.soft === true
    marks.set(
      issue.cell,
      before === undefined ? { text, soft } : { text: `${before.text}\n${text}`, soft: soft && before.soft },
    )
  }
  return marks
}

const speak = speakFrom({ ...problemSentences, ...returnSentences })

function sentenceOf(issue: ProblemIssue, language: Language): string {
  return issueSentence(issue, language, speak)
}

/** What is wrong, in front: sheet and cell as a link, respondent, indicator, sentence. */
function problemSheet({ task, cells, placed }: Layout): WriteSheet {
  const { language } = task
  const say = (text: Text) => text[language]
  const sheet = say(wideNames.sheet)
  const at = new Map(cells.map((cell, column) => [cell.key, firstColumn + column]))
  const byKey = new Map(cells.map((cell) => [cell.key, cell]))
  const lines: (WriteCell | string | null)[][] = task.issues.map((issue) => [
    issue.where,
    '',
    '',
    { value: sentenceOf(issue, language), look: 'error' },
  ])
  let left = 0
  for (const { number, row } of placed) {
    for (const issue of row.issues) {
      if (lines.length >= mostListed) {
        left += 1
        continue
      }
      const cell = byKey.get(issue.cell ?? '')
      const place = cellAt(sheet, number, at.get(issue.cell ?? '') ?? 2)
      lines.push([
        { value: place, link: place, look: 'link' },
        { value: row.name, look: 'label' },
        {
          value:
            cell === undefined
              ? ''
              : `${cell.indicator.name[language] ?? cell.indicator.name.zh} ${say(spanHeads[cell.span])}`,
          look: 'label',
        },
        { value: sentenceOf(issue, language), look: issue.soft === true ? 'warning' : 'error' },
      ])
    }
  }
  if (left > 0) lines.push(['', '', '', say({ zh: `另有 ${left} 处，见各单元格`, en: `${left} more, in their cells` })])
  return {
    name: say(wideNames.problems),
    widths: [18, 32, 32, 80],
    rows: [
      [
        {
          value: say({ zh: '红色须改正，橙色须核实', en: 'Red is to be put right, orange to be verified' }),
          look: 'title',
        },
      ],
      [
        { zh: '单元格', en: 'Cell' },
        { zh: '单位名称', en: 'Respondent' },
        { zh: '指标', en: 'Indicator' },
        { zh: '问题', en: 'Problem' },
      ].map((head): WriteCell => ({ value: say(head), look: 'heading' })),
      ...lines,
    ],
    freeze: { rows: 2 },
  }
}

function lastSheet(layout: Layout): WriteSheet {
  const { task, cells, placed } = layout
  const rows = placed.map(({ number, row }) => [
    ...identityOf(row, number),
    ...cells.map((cell) => typedCell(row.last[cell.key] ?? '', cell)),
  ])
  const [title = [], ...head] = headOf(layout, [])
  const name = `${wideNames.last[task.language]} ${periodName(task.lastPeriod, task.language)}`
  return {
    name,
    widths: [...identityColumns.map((column) => column.width), ...cells.map(() => 15)],
    columnLooks: [...identityColumns.map(() => 'label' as const), ...cells.map(() => 'locked' as const)],
    hiddenColumns: [0],
    // Without the row of codes it is never taken for the sheet to be read.
    rows: [[title[0] ?? null, { value: name, look: 'title' }], ...head.slice(0, -1), [], ...rows],
    freeze: { rows: headRows, columns: 3 },
    protect: true,
  }
}

type CheckColumn = { readonly id: string; readonly message: Text; readonly formula: (row: number) => string }

/** Where the cells of a row stand, for formulas; the row is put in for the sign #. */
function placesIn(cells: readonly CellDefinition[]): (key: string) => string | undefined {
  const at = new Map(cells.map((cell, column) => [cell.key, `$${columnLetters(firstColumn + column)}#`]))
  return (key) => at.get(key)
}

const inRow = (text: string, row: number): string => text.replaceAll('#', String(row))

function derivedFormula(cell: CellDefinition, cells: readonly CellDefinition[]): ((row: number) => string) | undefined {
  const text = cellFormula(cell, cells, placesIn(cells))
  return text === undefined ? undefined : (row) => inRow(text, row)
}

function checksOf({ form, cells, task }: Layout): CheckColumn[] {
  const signs = { hard: checkSigns.hard[task.language], soft: checkSigns.soft[task.language] }
  return sheetChecks(form, cells, { at: placesIn(cells), signs }).map(({ id, message, formula }) => ({
    id,
    message,
    formula: (row) => inRow(formula, row),
  }))
}

const fillNote: Text = {
  zh: '一行一家，只填浅黄色单元格，按所列计量单位填数字；确为零填 0，不适用填“不适用”。不要增删列。',
  en: 'One respondent a row; fill the pale yellow cells only, numbers in the unit of the column; 0 for a true zero, n/a where it does not apply. Leave the columns as they are.',
}

/** @throws Problem internal: never with our own task */
export function demandBytes(said: Said | undefined): ArrayBuffer {
  if (said?.kind === 'written') return said.bytes
  throw new Problem('internal', { details: { said: said?.kind ?? 'nothing' } })
}
