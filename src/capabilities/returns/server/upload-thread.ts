// Runs in a thread of its own: reads and judges workbooks of many respondents, and writes them.
import { readFile } from 'node:fs/promises'
import { Problem } from '#base/problem.ts'
import { runThread, type ThreadWork } from '#kit/server/threads.ts'
import { openWorkbook, type StreamRow, type StreamSheet } from '#kit/server/workbook-stream.ts'
import type { ReadCell } from '#kit/server/workbook.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { type CellDefinition, formCells } from '../rules/form-cells.ts'
import { type JudgedRow, type KnownRespondent, rowJudge } from '../rules/workbook/judge-row.ts'
import {
  columnsByKey,
  findWideHead,
  mergesBelow,
  readWideRow,
  wideCells,
  type WideHead,
  type WideRow,
} from '../rules/workbook/wide-sheet.ts'
import { belongs, layoutOf, markSheet, readMark } from './upload-mark.ts'
import type { BookMark, ReadTask, Said, Told, WriteTask } from './upload-words.ts'
import { writeWideBook } from './upload-write.ts'

const batchRows = 500
const batchesAhead = 2
const headWithin = 30
/** Issues kept of one file; beyond them a row keeps its first. */
const mostIssues = 50_000
const limits = { cells: 3_000_000 } as const

type Given = ThreadWork<ReadTask | WriteTask, Said, Told>

runThread<ReadTask | WriteTask, Said, Told>(async (given) => {
  const { data } = given
  const programme = data.programme as Programme
  const form = programme.forms[data.form]
  if (form === undefined) throw new Problem('not_found', { details: { kind: 'form', id: data.form } })
  if (data.task === 'read') await read(given, data, { programme, form })
  else await writeWideBook(given, data, { programme, form })
})

type Form = { readonly programme: Programme; readonly form: ProgrammeForm }

async function read({ say, hear }: Given, task: ReadTask, { programme, form }: Form): Promise<void> {
  const cells = wideCells(formCells(programme, form))
  const sheets = await openWorkbook(await readFile(task.file), limits)
  const marked = await markOf(sheets)
  const wrong = 'issue' in marked ? [marked.issue] : []
  if ('mark' in marked) wrong.push(...belongs(marked.mark, { ...task, layout: layoutOf(cells) }))
  const found = await findTable(sheets, cells)
  if (found === undefined) {
    const issues = [...wrong, { text: 'returns.workbook_no_sheet', where: sheets[0]?.name || 'A1' }]
    say({ kind: 'book', sheet: '', mark: undefined, issues })
    return
  }
  const { head, sheet, rows, codeRow } = found
  const issues = [...wrong, ...head.issues]
  say({ kind: 'book', sheet: head.sheet, mark: 'mark' in marked ? marked.mark : undefined, issues })
  if (issues.length > 0) return
  const judge = judging({ programme, form, period: task.period, sheet: head.sheet, columns: columnsByKey(head) })
  const waiting: WideRow[][] = []
  let batch: WideRow[] = []
  const ask = (): void => {
    if (batch.length === 0) return
    say({ kind: 'rows', rows: batch.map(({ number, id, creditCode, name }) => ({ number, id, creditCode, name })) })
    waiting.push(batch)
    batch = []
  }
  const answer = async (): Promise<void> => {
    const told = await hear()
    if (told.kind === 'known') say({ kind: 'judged', rows: judge(waiting.shift() ?? [], told.rows) })
  }
  for await (const row of rows) {
    const wide = readWideRow(head, row)
    if (wide === undefined) continue
    batch.push(wide)
    if (batch.length < batchRows) continue
    ask()
    while (waiting.length > batchesAhead) await answer()
  }
  ask()
  while (waiting.length > 0) await answer()
  say({ kind: 'end', issues: mergesBelow(head, codeRow, sheet.merges) })
}

/** Judges batch after batch; a respondent that stands here twice is refused the second time. */
function judging(given: Parameters<typeof rowJudge>[0]) {
  const judgeRow = rowJudge(given)
  const seen = new Map<string, number>()
  let issues = 0
  return (rows: readonly WideRow[], known: readonly (KnownRespondent | undefined)[]): JudgedRow[] =>
    rows.map((row, at) => {
      const judged = refuseTwice(judgeRow(row, known[at]), seen, given.sheet)
      issues += judged.issues.length
      return issues > mostIssues ? { ...judged, issues: judged.issues.slice(0, 1) } : judged
    })
}

function refuseTwice(judged: JudgedRow, seen: Map<string, number>, sheet: string): JudgedRow {
  if (judged.subject === undefined) return judged
  const first = seen.get(judged.subject)
  if (first === undefined) {
    seen.set(judged.subject, judged.number)
    return judged
  }
  const where = `${sheet}!C${judged.number}`
  const issue = { text: 'returns.workbook_respondent_twice', where, found: judged.name, expected: String(first) }
  return { ...judged, outcome: 'refused', issues: [issue], warnings: 0 }
}

async function markOf(sheets: readonly StreamSheet[]): Promise<ReturnType<typeof readMark> | { none: true }> {
  const sheet = sheets.find((each) => each.name === markSheet)
  if (sheet === undefined) return { none: true }
  const rows: (readonly ReadCell[])[] = []
  for await (const row of sheet.rows()) rows.push(row.cells)
  return readMark(rows)
}

type Found = {
  readonly head: WideHead
  readonly sheet: StreamSheet
  readonly rows: AsyncGenerator<StreamRow>
  readonly codeRow: number
}

/** The first sheet that shows the codes of the form among its first rows; its other rows follow. */
async function findTable(sheets: readonly StreamSheet[], cells: readonly CellDefinition[]): Promise<Found | undefined> {
  for (const sheet of sheets) {
    if (sheet.hidden) continue
    const rows = sheet.rows()
    const first: StreamRow[] = []
    for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
      first.push(next.value)
      const head = findWideHead(sheet.name, first.slice(-2), cells)
      if (head !== undefined) return { head, sheet, rows, codeRow: next.value.number }
      if (next.value.number >= headWithin) break
    }
    await rows.return(undefined)
  }
  return undefined
}

export type { BookMark }
