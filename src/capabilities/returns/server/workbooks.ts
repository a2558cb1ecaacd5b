import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import { issueSentence } from '#base/texts/problems.ts'
import { speakFrom } from '#base/texts/sentence.ts'
import { problemSentences } from '#base/texts/problems.ts'
import { markFor } from '#kit/server/export-mark.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { readWorkbookAside } from '#kit/server/workbook-aside.ts'
import { writeWorkbook, type WriteSheet } from '#kit/server/workbook.ts'
import { cellIssues, readCells } from '../rules/cell-text.ts'
import { formCells, formParts } from '../rules/form-cells.ts'
import { returnSentences } from '../sentences.ts'
import type { WorkbookTaken } from '../contract.ts'
import { contentOf } from './content.ts'
import { getForm, saveCells } from './lifecycle.ts'
import { getReturn } from './store.ts'
import { maySeeValues, resourceOf } from './subjects.ts'
import { detailOf } from './view.ts'
import { readReturnSheet } from './workbook-read.ts'
import { layoutOf, markRows, markSheet } from './upload-mark.ts'
import { type ListedProblem, placeOfCell, returnProblems, returnSheet, type SheetContent } from './workbook-sheet.ts'

export type WorkbookHouse = Pick<House, 'programme' | 'clock' | 'record' | 'facts'>

/** Bytes of an uploaded workbook at most: a form has a few hundred cells. */
export const mostWorkbookBytes = 5 * 1024 * 1024
const limits = { bytes: mostWorkbookBytes, unpackedBytes: 60 * 1024 * 1024, cells: 200_000 }

type Marks = {
  readonly cells?: Readonly<Record<string, string>>
  readonly marks?: ReadonlyMap<string, string>
  /** What belongs to no cell, such as a missing line. */
  readonly others?: readonly string[]
}

type Prepared = { readonly content: SheetContent; readonly mark: WriteSheet }

/** A return as a workbook to fill in, with what was typed so far; marked where something is wrong. Problems: forbidden, not_found. */
export async function returnWorkbook(
  house: WorkbookHouse,
  asked: { readonly id: string; readonly actor: Actor; readonly language: Language } & Marks,
): Promise<{ bytes: Uint8Array; name: string; form: string }> {
  const { content, mark } = await house.record.withActor(asked.actor, async (tx): Promise<Prepared> => {
    const programme = house.programme()
    const one = await getReturn(tx, asked.id)
    if (!maySeeValues(asked.actor, resourceOf(one))) decide(asked.actor, 'returns.fill', resourceOf(one))
    const form = getForm(programme, one.form)
    const detail = await detailOf(house, tx, { id: asked.id, actor: asked.actor })
    const last = detail.parts.flatMap((part) =>
      part.lines.flatMap((line) =>
        line.cells.flatMap((cell) => (cell.last === undefined ? [] : [[cell.key, cell.last] as const])),
      ),
    )
    const content: SheetContent = {
      language: asked.language,
      title: `${form.number} ${form.name[asked.language]}`,
      return: one.id,
      form: form.id,
      period: one.period,
      respondent: detail.subjectName,
      parts: formParts(programme, form),
      definition: form,
      cells: asked.cells ?? (await contentOf(tx, one)).cells,
      last: new Map(last),
      marks: asked.marks ?? new Map(),
      synthetic: detail.loaded,
    }
    const rows = markRows({
      form: form.id,
      period: one.period,
      layout: layoutOf(formCells(programme, form)),
      language: asked.language,
      madeAt: house.clock.now().toISOString(),
      rows: [[one.subject, one.id, one.revision]],
    })
    return { content, mark: { name: markSheet, hidden: true, rows } }
  })
  const problems = problemsOf(content, asked.others ?? [])
  const list = problems.length === 0 ? [] : [returnProblems(problems, content.language)]
  const bytes = await writeWorkbook([...list, returnSheet(content), mark], content.title, markFor(house, asked.actor))
  return { bytes, name: `${content.form}-${content.period}-${content.return}.xlsx`, form: content.form }
}

function problemsOf({ parts, marks, language }: SheetContent, others: readonly string[]): ListedProblem[] {
  const lines = parts.flatMap((part) => part.lines)
  const listed = [...marks].map(([key, sentence]): ListedProblem => {
    const name = lines.find((line) => line.cells.some((cell) => cell.key === key))?.indicator.name
    return { place: placeOfCell(parts, key), name: name?.[language] ?? name?.zh ?? key, sentence }
  })
  return [...listed, ...others.map((sentence) => ({ place: undefined, name: '', sentence }))]
}

export type Upload = {
  readonly id: string
  readonly actor: Actor
  readonly bytes: Uint8Array
  readonly revision: number
}

/**
 * Takes a filled workbook into the draft of a return. While one cell is wrong nothing is stored and the problem names each of them.
 * Problems: forbidden, stale, wrong_state, unsupported_file, unreadable_file, too_large, invalid_input.
 */
export async function takeWorkbook(house: WorkbookHouse, upload: Upload): Promise<WorkbookTaken> {
  const reading = await readUpload(house, upload)
  if (reading.issues.length > 0) throw new Problem('invalid_input', { issues: reading.issues, details: { file: true } })
  return house.record.withActor(upload.actor, async (tx) => {
    const before = await contentOf(tx, await getReturn(tx, upload.id))
    const changed = Object.entries(reading.cells).filter(([key, text]) => (before.cells[key] ?? '') !== text)
    const saved = await saveCells(house, tx, { ...upload, cells: Object.fromEntries(changed) })
    return {
      id: upload.id,
      revision: saved.revision,
      changed: changed.length,
      issues: saved.issues,
      checks: saved.checks,
    }
  })
}

/** The same workbook back with what is wrong marked in place; nothing is stored. */
export async function markWorkbook(
  house: WorkbookHouse,
  upload: Upload & { readonly language: Language },
): Promise<{ bytes: Uint8Array; name: string; marks: number }> {
  const reading = await readUpload(house, upload)
  const speak = speakFrom({ ...problemSentences, ...returnSentences })
  const keyAt = new Map([...reading.placeOf].map(([key, where]) => [where, key]))
  const marks = new Map<string, string>()
  const others: string[] = []
  for (const issue of reading.issues) {
    const key = keyAt.get(issue.where) ?? firstKeyOfRow(reading.placeOf, issue.where)
    const sentence = issueSentence(issue, upload.language, speak)
    if (key === undefined) others.push(sentence)
    else marks.set(key, sentence)
  }
  for (const issue of reading.unfinished)
    if (!marks.has(issue.where)) marks.set(issue.where, issueSentence(issue, upload.language, speak))
  const book = await returnWorkbook(house, { ...upload, cells: reading.cells, marks, others })
  return { ...book, marks: marks.size }
}

async function readUpload(house: WorkbookHouse, upload: Upload) {
  const sheets = await readWorkbookAside(upload.bytes, limits)
  return house.record.withActor(upload.actor, async (tx) => {
    const programme = house.programme()
    const one = await getReturn(tx, upload.id)
    decide(upload.actor, 'returns.fill', resourceOf(one))
    const cells = formCells(programme, getForm(programme, one.form))
    const reading = readReturnSheet(sheets, {
      return: one.id,
      form: one.form,
      period: one.period,
      cells,
      changedSince: (revision) => revision !== one.revision && one.changedBy !== upload.actor.id,
    })
    return { ...reading, unfinished: cellIssues(cells, readCells(cells, reading.cells)) }
  })
}

/** An issue of a whole line (its unit, its code) is shown at the first cell of the line. */
function firstKeyOfRow(placeOf: ReadonlyMap<string, string>, where: string): string | undefined {
  const row = /\d+$/.exec(where)?.[0]
  return row === undefined ? undefined : [...placeOf].find(([, place]) => /\d+$/.exec(place)?.[0] === row)?.[0]
}
