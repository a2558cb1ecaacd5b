import type { Actor } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { JobRun } from '#kit/server/jobs.ts'
import { openThread, type Thread } from '#kit/server/threads.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import type { UploadCounts } from '../contract/uploads.ts'
import type { JudgedRow, KnownRespondent } from '../rules/workbook/judge-row.ts'
import { getForm } from './lifecycle.ts'
import { refuseLocked } from './locks.ts'
import { knownOf, reachOfRespondent } from './upload-known.ts'
import { getUpload, insertRows, type StagedRow, type UploadRecord, updateUpload } from './upload-store.ts'
import type { ProgrammePart, ReadTask, Said, Told, WriteTask } from './upload-words.ts'

export type UploadHouse = Pick<House, 'programme' | 'clock' | 'record' | 'files' | 'jobs' | 'log'>

/** Memory of the thread that reads or writes a workbook, at most. */
const threadMemoryMb = 640

export type UploadJob = { readonly upload: string; readonly actor: Actor }

/** Starts the thread of workbooks. */
export function openUploadThread(task: ReadTask | WriteTask, signal?: AbortSignal): Thread<Said, Told> {
  const options = { name: 'upload-thread', from: import.meta.url, data: task, memoryMb: threadMemoryMb }
  return openThread<Said, Told>(signal === undefined ? options : { ...options, signal })
}

/** What the thread needs of the programme to judge or write one form. */
export function programmePart(house: Pick<House, 'programme'>, form: ProgrammeForm): ProgrammePart {
  const { indicators, taxonomies, crosswalks, places } = house.programme()
  return { indicators, taxonomies, crosswalks, places, forms: { [form.id]: form } }
}

/** Reads an upload row by row and keeps what each would do; the whole in one transaction. Safe to repeat. */
export async function readUpload(house: UploadHouse, run: JobRun<UploadJob>): Promise<object> {
  const { upload: id, actor } = run.data
  try {
    return await house.record.withActor(actor, async (tx) => {
      const upload = await getUpload(tx, id, { lock: true })
      if (upload.state !== 'reading') return { counts: upload.counts }
      const form = getForm(house.programme(), upload.form)
      await refuseLocked(tx, form.id, upload.period)
      return readInto(house, tx, { run, upload, form, actor })
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, details, issues } = error
    await house.record.withActor(actor, (tx) =>
      updateUpload(tx, id, { state: 'refused', problem: { code, details }, issues }),
    )
    return { refused: code }
  }
}

type Reading = {
  readonly run: JobRun<UploadJob>
  readonly upload: UploadRecord
  readonly form: ProgrammeForm
  readonly actor: Actor
}

async function readInto(house: UploadHouse, tx: Transaction, { run, upload, form, actor }: Reading): Promise<object> {
  const period = upload.period as Period
  const programme = house.programme()
  const task: ReadTask = {
    task: 'read',
    file: house.files.pathOf(upload.file),
    programme: programmePart(house, form),
    form: form.id,
    period,
  }
  const thread = openUploadThread(task, run.signal)
  const counts: UploadCounts = {
    rows: 0,
    created: 0,
    changed: 0,
    unchanged: 0,
    blank: 0,
    refused: 0,
    warned: 0,
    cells: 0,
  }
  const waiting: (readonly (KnownRespondent | undefined)[])[] = []
  const issues: ProblemIssue[] = []
  let revisions: ReadonlyMap<string, number> | undefined
  let sheet = ''
  let total: number | null = null
  try {
    for await (const said of thread.said) {
      if (said.kind === 'book') {
        sheet = said.sheet
        issues.push(...said.issues)
        if (said.mark !== undefined) {
          revisions = new Map(said.mark.rows.map(([subject, , revision]) => [subject, revision]))
          total = said.mark.rows.length
        }
      } else if (said.kind === 'rows') {
        const known = await knownOf(tx, { programme, form, period, actor, revisions }, said.rows)
        waiting.push(known)
        thread.tell({ kind: 'known', rows: known })
      } else if (said.kind === 'judged') {
        const known = waiting.shift() ?? []
        await insertRows(
          tx,
          upload.id,
          said.rows.map((row, at) => staged(form, row, known[at])),
        )
        count(counts, said.rows)
        run.progress(counts.rows, total)
      } else if (said.kind === 'end') {
        issues.push(...said.issues)
      }
    }
  } finally {
    await thread.close()
  }
  if (issues.length === 0 && counts.rows === counts.blank) issues.push({ text: 'returns.workbook_empty', where: sheet })
  const state = issues.length > 0 ? 'refused' : 'ready'
  await updateUpload(tx, upload.id, {
    state,
    counts,
    issues: issues.slice(0, mostFileIssues),
    ...(sheet === '' ? {} : { sheet }),
  })
  return { counts }
}

const mostFileIssues = 500

function staged(form: ProgrammeForm, row: JudgedRow, known: KnownRespondent | undefined): StagedRow {
  const reach = known === undefined ? { places: [], organisations: [] } : reachOfRespondent(form, known.respondent)
  return {
    number: row.number,
    subject: row.subject ?? null,
    name: row.name,
    outcome: row.outcome,
    cells: withoutEmpty(row.cells),
    before: row.outcome === 'changed' ? (known?.existing?.cells ?? null) : null,
    changes: row.changes,
    issues: row.issues,
    warnings: row.warnings,
    town: known?.respondent.town ?? null,
    ...reach,
    return_id: known?.existing?.id ?? null,
    revision: known?.existing?.revision ?? null,
  }
}

function withoutEmpty(cells: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const key in cells) {
    const text = cells[key]
    if (text !== undefined && text !== '') kept[key] = text
  }
  return kept
}

function count(counts: UploadCounts, rows: readonly JudgedRow[]): void {
  for (const row of rows) {
    counts.rows += 1
    counts[row.outcome] += 1
    if (row.outcome !== 'created' && row.outcome !== 'changed') continue
    counts.cells += row.changes
    if (row.warnings > 0) counts.warned += 1
  }
}
