import type { Actor } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { findJobProgress } from '#kit/server/job-progress.ts'
import type { JobRun } from '#kit/server/jobs.ts'
import type { Upload, UploadCounts } from '../contract/uploads.ts'
import { checkPeriod, dueOn } from '../rules/periods.ts'
import { isEditable } from '../rules/review.ts'
import { getForm, workflowOf } from './lifecycle.ts'
import { dueIn, listPeriodActs, refuseLocked } from './locks.ts'
import { readUpload, type UploadHouse, type UploadJob } from './upload-read.ts'
import {
  getUpload,
  insertUpload,
  listUploads,
  storeRows,
  undoRows,
  updateUpload,
  type UploadRecord,
} from './upload-store.ts'

export type { UploadHouse } from './upload-read.ts'

const readJob = 'returns.read_workbook'
const storeJob = 'returns.store_workbook'

/** The work of uploads: one file at a time, so that memory is bounded whoever sends what. */
export function defineUploadJobs(house: UploadHouse): void {
  house.jobs.define<UploadJob>(readJob, (run) => readUpload(house, run))
  house.jobs.define<UploadJob>(storeJob, (run) => storeUpload(house, run))
}

export type NewUpload = {
  readonly form: string
  readonly period: Period
  readonly fileName: string
  readonly language: Language
  readonly actor: Actor
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
  readonly maxBytes: number
}

/** Takes a file and begins to read it. Problems: not_found, invalid_input (period), locked, too_large. */
export async function beginUpload(house: UploadHouse, entry: NewUpload): Promise<Upload> {
  const programme = house.programme()
  const form = getForm(programme, entry.form)
  const wrong = checkPeriod(form, entry.period, house.clock.today(programme.timeZone))
  if (wrong !== undefined) throw new Problem('invalid_input', { issues: [{ ...wrong, where: 'query.period' }] })
  await house.record.withActor(entry.actor, (tx) => refuseLocked(tx, form.id, entry.period))
  const stored = await house.files.put(entry.body, entry.maxBytes)
  if (stored.bytes === 0) throw new Problem('invalid_input', { issues: [{ text: 'import.no_file', where: 'body' }] })
  return house.record.withActor(entry.actor, async (tx) => {
    const { period, fileName, language, actor } = entry
    const at = house.clock.now()
    const id = await insertUpload(tx, {
      form: form.id,
      period,
      pack: programme.hash,
      file: stored.hash,
      fileName,
      language,
      at,
    })
    const job = await house.jobs.enqueue(tx, readJob, { upload: id, actor } satisfies UploadJob)
    await updateUpload(tx, id, { job })
    return uploadView(house, tx, id, actor)
  })
}

/** One upload as its page shows it. */
export async function uploadView(house: UploadHouse, tx: Transaction, id: string, actor: Actor): Promise<Upload> {
  const [view] = await viewsOf(house, tx, [await getUpload(tx, id)], actor)
  return view as Upload
}

const mostListed = 20

/** The latest uploads in sight. */
export async function latestUploads(
  house: UploadHouse,
  tx: Transaction,
  asked: { readonly form?: string | undefined; readonly period?: string | undefined; readonly actor: Actor },
): Promise<Upload[]> {
  return viewsOf(house, tx, await listUploads(tx, { ...asked, limit: mostListed }), asked.actor)
}

async function viewsOf(
  house: UploadHouse,
  tx: Transaction,
  uploads: readonly UploadRecord[],
  actor: Actor,
): Promise<Upload[]> {
  const { forms } = house.programme()
  const names = await namesOfPeople(tx, [...new Set(uploads.map((one) => one.uploadedBy))])
  const views: Upload[] = []
  for (const one of uploads) {
    const isRunning = one.state === 'reading' || one.state === 'storing'
    const progress = isRunning && one.job !== undefined ? await findJobProgress(tx, one.job) : undefined
    views.push({
      id: one.id,
      form: one.form,
      formName: forms[one.form]?.name ?? { zh: one.form, en: one.form },
      period: one.period as Period,
      fileName: one.fileName,
      state: one.state,
      ...(one.sheet === undefined ? {} : { sheet: one.sheet }),
      counts: { ...noCounts, ...one.counts },
      issues: [...one.issues],
      ...(one.problem === undefined ? {} : { problem: one.problem as NonNullable<Upload['problem']> }),
      ...(one.reason === undefined ? {} : { reason: one.reason }),
      ...(one.undoReason === undefined ? {} : { undoReason: one.undoReason }),
      mine: one.uploadedBy === actor.id,
      uploadedBy: names.get(one.uploadedBy) ?? one.uploadedBy,
      uploadedAt: one.uploadedAt.toISOString(),
      ...(one.storedAt === undefined ? {} : { storedAt: one.storedAt.toISOString() }),
      ...(one.undoneAt === undefined ? {} : { undoneAt: one.undoneAt.toISOString() }),
      ...(progress === undefined
        ? {}
        : { progress: { done: progress.done, total: progress.total, waiting: progress.state === 'queued' } }),
    })
  }
  return views
}

const noCounts: UploadCounts = {
  rows: 0,
  created: 0,
  changed: 0,
  unchanged: 0,
  blank: 0,
  refused: 0,
  warned: 0,
  cells: 0,
}

export type StoreAsked = { readonly id: string; readonly actor: Actor; readonly reason?: string | undefined }

/** Begins to store what passes. Problems: wrong_state, locked, forbidden, invalid_input (a missing reason), refused_by_rule (nothing passes). */
export async function beginStoring(
  house: UploadHouse,
  tx: Transaction,
  { id, actor, reason }: StoreAsked,
): Promise<Upload> {
  const upload = await getOwn(tx, id, actor)
  if (upload.state !== 'ready') throw wrongState(upload)
  await refuseLocked(tx, upload.form, upload.period)
  const { refused = 0, created = 0, changed = 0 } = upload.counts
  if (created + changed === 0) throw new Problem('refused_by_rule', { details: { reason: 'returns.upload_nothing' } })
  if (refused > 0 && (reason ?? '').trim().length < 2) {
    throw new Problem('invalid_input', { issues: [{ text: 'value.required', where: 'body.reason' }] })
  }
  const job = await house.jobs.enqueue(tx, storeJob, { upload: id, actor } satisfies UploadJob)
  await updateUpload(tx, id, { state: 'storing', job, ...(refused > 0 && reason !== undefined ? { reason } : {}) })
  return uploadView(house, tx, id, actor)
}

/** Stores what passes, all or nothing. What changed meanwhile sends the upload back to be read again. */
async function storeUpload(house: UploadHouse, run: JobRun<UploadJob>): Promise<object> {
  const { upload: id, actor } = run.data
  try {
    return await house.record.withActor(actor, async (tx) => {
      const upload = await getUpload(tx, id, { lock: true })
      if (upload.state !== 'storing') return { counts: upload.counts }
      await refuseLocked(tx, upload.form, upload.period)
      return storeNow(house, tx, upload, actor)
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, details } = error
    await house.record.withActor(actor, (tx) => updateUpload(tx, id, { state: 'refused', problem: { code, details } }))
    return { refused: code }
  }
}

async function storeNow(house: UploadHouse, tx: Transaction, upload: UploadRecord, actor: Actor): Promise<object> {
  const programme = house.programme()
  const form = getForm(programme, upload.form)
  const period = upload.period as Period
  const due = dueIn(await listPeriodActs(tx, form.id, period), dueOn(form, period, programme.calendar))
  const at = house.clock.now()
  const { created, changed } = await storeRows(tx, {
    upload: upload.id,
    form: form.id,
    period,
    subjectKind: form.respondents.subject,
    state: workflowOf(programme, form).initial,
    pack: programme.hash,
    due,
    at,
    by: actor.id,
  })
  const leftOut = upload.counts.refused ?? 0
  const counts = { ...upload.counts, stored: created + changed, leftOut }
  await updateUpload(tx, upload.id, { state: 'stored', counts, storedAt: at })
  await recordAct(tx, {
    name: 'returns.uploaded',
    subject: { kind: 'return_upload', id: upload.id },
    detail: {
      form: form.id,
      period,
      file: upload.file,
      created,
      changed,
      leftOut,
      ...(upload.reason === undefined ? {} : { reason: upload.reason }),
    },
  })
  return { counts }
}

export type UndoAsked = { readonly id: string; readonly actor: Actor; readonly reason: string }

/** Puts the drafts back as they were, as one act; those that somebody changed or submitted since stay and are counted. Problems: wrong_state, locked, forbidden. */
export async function undoUpload(
  house: UploadHouse,
  tx: Transaction,
  { id, actor, reason }: UndoAsked,
): Promise<Upload> {
  const upload = await getOwn(tx, id, actor)
  if (upload.state !== 'stored') throw wrongState(upload)
  await refuseLocked(tx, upload.form, upload.period)
  const programme = house.programme()
  const workflow = workflowOf(programme, getForm(programme, upload.form))
  const states = workflow.states.map((state) => state.id).filter((state) => isEditable(workflow, state))
  const at = house.clock.now()
  const { undone, kept } = await undoRows(tx, { upload: id, at, by: actor.id, states })
  if (undone === 0) throw new Problem('refused_by_rule', { details: { reason: 'returns.upload_moved_on' } })
  const counts = { ...upload.counts, undone, kept }
  await updateUpload(tx, id, { state: 'undone', counts, undoReason: reason, undoneAt: at, undoneBy: actor.id })
  await recordAct(tx, {
    name: 'returns.upload_undone',
    subject: { kind: 'return_upload', id },
    detail: { form: upload.form, period: upload.period, undone, kept, reason },
  })
  return uploadView(house, tx, id, actor)
}

async function getOwn(tx: Transaction, id: string, actor: Actor): Promise<UploadRecord> {
  const upload = await getUpload(tx, id, { lock: true })
  if (upload.uploadedBy !== actor.id)
    throw new Problem('forbidden', { details: { reason: 'returns.upload_not_yours' } })
  return upload
}

function wrongState({ state }: UploadRecord): Problem {
  return new Problem('wrong_state', { details: { state, reason: `returns.upload_${state}` } })
}
