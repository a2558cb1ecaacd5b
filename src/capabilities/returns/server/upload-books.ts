import { type Actor, can } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { latestCells } from '#capabilities/observations/server/service.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import { markFor } from '#kit/server/export-mark.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { checkPeriod, periodBefore } from '../rules/periods.ts'
import type { Respondent } from '../rules/respondents.ts'
import { textOf } from './content.ts'
import { getForm } from './lifecycle.ts'
import { expectedRespondents } from './subjects.ts'
import { reachOfRespondent, standingReturns } from './upload-known.ts'
import { openUploadThread, programmePart, type UploadHouse } from './upload-read.ts'
import { getUpload, rowsAfter, type UploadRecord } from './upload-store.ts'
import type { WideContent, WriteTask } from './upload-words.ts'
import { demandBytes } from './upload-write.ts'

export type Book = { readonly bytes: Uint8Array; readonly name: string }

/** Respondents in one workbook at most. */
export const mostRespondents = 50_000
const batch = 500

export type BookAsked = {
  readonly form: string
  readonly period: Period
  readonly place?: string | undefined
  readonly language: Language
  readonly actor: Actor
}

/** Everybody in reach who is asked, one row each, with what is there already. Problems: not_found, invalid_input, too_many, refused_by_rule (nobody). */
export async function wideWorkbook(house: UploadHouse, asked: BookAsked): Promise<Book> {
  const programme = house.programme()
  const form = getForm(programme, asked.form)
  const wrong = checkPeriod(form, asked.period, house.clock.today(programme.timeZone))
  if (wrong !== undefined) throw new Problem('invalid_input', { issues: [{ ...wrong, where: 'query.period' }] })
  return house.record.withActor(asked.actor, async (tx) => {
    const places = asked.place === undefined ? undefined : placesAsked(placesOf(programme), asked.place)
    const within = { form, period: asked.period, ...(places === undefined ? {} : { places }) }
    const { expected } = await expectedRespondents(programme, tx, within)
    const mine = expected.filter((one) => can(asked.actor, 'returns.fill', reachOfRespondent(form, one)).allowed)
    if (mine.length === 0) throw new Problem('refused_by_rule', { details: { reason: 'returns.workbook_nobody' } })
    if (mine.length > mostRespondents) {
      throw new Problem('too_many', { details: { found: mine.length, limit: mostRespondents } })
    }
    const task = taskOf(house, { ...asked, formDoc: form, marked: false, issues: [] })
    const bytes = await writeIn(task, contentsOf(tx, { ...asked, programme, form, respondents: mine }))
    return { bytes, name: `${form.id}-${asked.period}${asked.place === undefined ? '' : `-${asked.place}`}.xlsx` }
  })
}

type TaskAsked = BookAsked & {
  readonly formDoc: ProgrammeForm
  readonly marked: boolean
  readonly issues: WriteTask['issues']
}

function taskOf(house: UploadHouse, asked: TaskAsked): WriteTask {
  const { formDoc, period, place, language, marked, issues } = asked
  const name = place === undefined ? undefined : house.programme().places[place]?.name
  return {
    task: 'write',
    programme: programmePart(house, formDoc),
    form: formDoc.id,
    period,
    lastPeriod: periodBefore(formDoc, period),
    language,
    madeAt: house.clock.now().toISOString(),
    exportMark: markFor(house, asked.actor),
    place: name === undefined ? '' : (name[language] ?? name.zh),
    marked,
    issues,
  }
}

async function writeIn(task: WriteTask, batches: AsyncIterable<readonly WideContent[]>): Promise<Uint8Array> {
  const thread = openUploadThread(task)
  try {
    for await (const rows of batches) thread.tell({ kind: 'contents', rows })
    thread.tell({ kind: 'written', all: true })
    for await (const said of thread.said) return new Uint8Array(demandBytes(said))
    return new Uint8Array(demandBytes(undefined))
  } finally {
    await thread.close()
  }
}

type Contents = {
  readonly programme: Programme
  readonly form: ProgrammeForm
  readonly period: Period
  readonly language: Language
  readonly respondents: readonly Respondent[]
}

async function* contentsOf(
  tx: Transaction,
  { programme, form, period, language, respondents }: Contents,
): AsyncGenerator<WideContent[]> {
  const last = periodBefore(form, period)
  for (let at = 0; at < respondents.length; at += batch) {
    const part = respondents.slice(at, at + batch)
    const ids = part.map((one) => one.id)
    const enterprises = await listEnterprisesById(tx, ids)
    const standing = await standingReturns(tx, { form, period }, ids)
    const before = await latestCells(
      tx,
      ids.map((subject) => ({ subject, period: last })),
    )
    yield part.map((one): WideContent => {
      const found = standing.get(one.id)
      const stood = before.get(`${one.id} ${last}`) ?? new Map()
      return {
        subject: one.id,
        name: one.name,
        creditCode: enterprises.get(one.id)?.creditCode ?? '',
        town: townName(programme, one.town, language),
        cells: found?.cells ?? {},
        last: Object.fromEntries([...stood].map(([key, content]) => [key, textOf(content)])),
        issues: [],
        returnId: found?.id ?? '',
        revision: found?.revision ?? 0,
      }
    })
  }
}

function townName(programme: Programme, id: string, language: Language): string {
  const name = programme.places[id]?.name
  return name?.[language] ?? name?.zh ?? id
}

/** An upload sent back: what it said, what is wrong marked in its cells, a list in front. Problems: not_found, wrong_state (not read yet). */
export async function markedWorkbook(
  house: UploadHouse,
  asked: { readonly id: string; readonly language: Language; readonly actor: Actor },
): Promise<Book> {
  return house.record.withActor(asked.actor, async (tx) => {
    const upload = await getUpload(tx, asked.id)
    if (upload.state === 'reading') throw new Problem('wrong_state', { details: { reason: 'returns.upload_reading' } })
    const form = getForm(house.programme(), upload.form)
    const period = upload.period as Period
    const { language, actor } = asked
    const of = { form: form.id, formDoc: form, period, language, actor }
    const task = taskOf(house, { ...of, marked: true, issues: upload.issues })
    const bytes = await writeIn(task, markedRows(house, tx, upload, language))
    return { bytes, name: upload.fileName.replace(/(\.xlsx)?$/i, language === 'zh' ? '-问题.xlsx' : '-problems.xlsx') }
  })
}

async function* markedRows(
  house: UploadHouse,
  tx: Transaction,
  upload: UploadRecord,
  language: Language,
): AsyncGenerator<WideContent[]> {
  const programme = house.programme()
  let after = 0
  for (;;) {
    const rows = await rowsAfter(tx, { upload: upload.id, after, limit: batch })
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.number
    const ids = rows.flatMap((row) => row.subject ?? [])
    const enterprises = await listEnterprisesById(tx, ids)
    const unchanged = rows.flatMap((row) => (row.outcome === 'unchanged' ? (row.subject ?? []) : []))
    const standing = await standingReturns(
      tx,
      { form: getForm(programme, upload.form), period: upload.period as Period },
      unchanged,
    )
    yield rows.map((row): WideContent => {
      const subject = row.subject ?? ''
      return {
        number: row.number,
        subject,
        name: row.name,
        creditCode: enterprises.get(subject)?.creditCode ?? '',
        town: townName(programme, row.town ?? '', language),
        cells: row.outcome === 'unchanged' ? (standing.get(subject)?.cells ?? {}) : row.cells,
        last: {},
        issues: row.issues,
        returnId: row.return_id ?? '',
        revision: row.revision ?? 0,
      }
    })
  }
}
