import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Language, Text } from '#base/text.ts'
import { placesAround, placesOf } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { readWorkbook, type WriteCell, writeWorkbook } from '#kit/server/workbook.ts'
import { listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { ImportPreview } from '../contract/tasks.ts'
import {
  type CellIssue,
  nameOfCell,
  type ReadTable,
  readTable,
  type TableNames,
  type TableRow,
} from '../rules/table.ts'
import { tableColumns } from '../rules/table-heads.ts'
import { namedOrganisations, written } from '#pack/naming.ts'
import { nextNumber, refuseTaken, storeTask, type TaskToStore } from './new-task.ts'
import { sql } from 'kysely'

/** Bytes of a table of tasks at most. */
export const mostTableBytes = 8 * 1024 * 1024

function namesOf(programme: Programme, today: string): TableNames {
  const organisations = new Map<string, string>()
  for (const { id, name, to } of listDocs(programme, 'organisations')) {
    // Of two organisations with one name the one that is still there is meant.
    for (const each of [name.zh, name.en, id]) {
      if (!organisations.has(each) || to === undefined || to >= today) organisations.set(each, id)
    }
  }
  const places = new Map<string, string>()
  for (const { id, name } of placesOf(programme).list())
    for (const each of [name.zh, name.en ?? name.zh, id]) places.set(each, id)
  return { organisations, places }
}

/** Reads a table of tasks; nothing is stored but the bytes, by their content. @throws Problem unreadable_file, unsupported_file, too_large, forbidden */
export async function previewTable(
  house: House,
  { bytes, year, actor }: { readonly bytes: Uint8Array; readonly year: number; readonly actor: Actor },
): Promise<ImportPreview> {
  const programme = house.programme()
  decide(actor, 'supervision.plan', { places: placesAround(programme, null) })
  const table = await tableOf(house, bytes, year)
  const taken = await house.record.withActor(actor, (tx) => takenIssues(tx, year, table))
  const { hash } = await house.files.put(bytes, mostTableBytes)
  return {
    file: hash,
    year,
    rows: table.rows.map((row) => ({
      row: row.row,
      title: row.title,
      lead: namedOrganisations(programme, row.lead),
      assist: namedOrganisations(programme, row.assist),
      leader: row.leader,
      person: row.person,
      due: row.due,
      schedule: [...row.schedule],
      wrong: row.wrong,
    })),
    issues: [...table.issues, ...taken],
  }
}

async function tableOf(house: House, bytes: Uint8Array, year: number): Promise<ReadTable> {
  const sheets = await readWorkbook(bytes)
  const sheet = sheets.find(({ hidden, rows }) => !hidden && rows.length > 0)
  return readTable(sheet?.rows ?? [], { year, names: namesOf(house.programme(), todayOf(house)) })
}

async function takenIssues(tx: Transaction, year: number, { rows }: ReadTable): Promise<CellIssue[]> {
  const { rows: numbers } = await sql<{
    number: string
  }>`select number from supervision_task_numbers(${year}) number`.execute(tx)
  const taken = new Set(numbers.map(({ number }) => number))
  return rows.flatMap(({ row, number }) =>
    number !== null && taken.has(number)
      ? [{ cell: nameOfCell(row - 1, 0), text: 'supervision.number_taken', found: number }]
      : [],
  )
}

/** Stores a table that was looked at, all of it or nothing. @throws Problem not_found, invalid_input naming every cell, conflict, forbidden */
export async function confirmTable(
  house: House,
  tx: Transaction,
  { file, year, actor }: { readonly file: string; readonly year: number; readonly actor: Actor },
): Promise<{ created: number; ids: string[] }> {
  decide(actor, 'supervision.plan', { places: placesAround(house.programme(), null) })
  const table = await tableOf(house, await house.files.read(file), year)
  const issues = [...table.issues, ...(await takenIssues(tx, year, table))]
  if (issues.length > 0) {
    throw new Problem('invalid_input', {
      issues: issues.slice(0, 200).map(({ cell, ...issue }) => ({ ...issue, where: cell })),
    })
  }
  const next = await nextNumber(tx, year, null)
  let unnumbered = 0
  const numbered = table.rows.map((row) => ({ row, number: row.number ?? next(unnumbered++) }))
  await refuseTaken(
    tx,
    year,
    numbered.map(({ number }) => number),
  )
  const ids: string[] = []
  for (const { row, number } of numbered) ids.push(await storeTask(house, tx, ofRow(row, { year, number, actor })))
  await recordAct(tx, {
    name: 'supervision.imported',
    subject: { kind: 'import', id: file.slice(0, 32) },
    detail: { year, rows: ids.length },
  })
  return { created: ids.length, ids }
}

function ofRow(
  row: TableRow,
  { year, number, actor }: { readonly year: number; readonly number: string; readonly actor: Actor },
): TaskToStore {
  return {
    year,
    number,
    kind: 'hard',
    urgent: false,
    title: written(row.title),
    requirement: row.requirement === null ? null : written(row.requirement),
    goal: null,
    base: row.base,
    lead: row.lead,
    assist: row.assist,
    leader: row.leader === null ? null : written(row.leader),
    ...(row.person === null ? {} : { person: row.person }),
    ...(row.directPerson === null ? {} : { directPerson: row.directPerson }),
    due: row.due,
    weight: '1',
    measure: null,
    schedule: row.schedule.map(({ quarter, words, share }) => ({
      until: quarter,
      words: words === null ? null : written(words),
      share,
    })),
    parent: null,
    actor,
  }
}

const templateWords = {
  sample: { zh: '（示例，可删去本行）', en: '(a sample; this row may be deleted)' },
  goal: { zh: '年度目标和工作内容', en: 'Goal and work of the year' },
  first: { zh: '完成方案，25%', en: 'plan ready, 25%' },
  whole: { zh: '全部完成，100%', en: 'all done, 100%' },
  sheet: { zh: '任务分解表', en: 'tasks' },
  units: { zh: '单位名称', en: 'Units' },
} satisfies Record<string, Text>

/** What the workbook of a year is called, also as a sheet. */
export function tableName(year: number, language: Language): string {
  return language === 'zh' ? `${year}年${templateWords.sheet.zh}` : `${year} ${templateWords.sheet.en}`
}

/** An empty table to fill in, with one row that shows how. */
export function tableTemplate(house: House, year: number, language: Language): Promise<Uint8Array> {
  const programme = house.programme()
  const today = todayOf(house)
  const say = (text: { zh: string; en?: string | undefined }) => text[language] ?? text.zh
  const organisations = listDocs(programme, 'organisations').filter(({ to }) => to === undefined || to >= today)
  const head = tableColumns.map((column): WriteCell => ({ value: say(column), look: 'heading' }))
  const example: Readonly<Record<string, string>> = {
    requirement: say(templateWords.sample),
    title: say(templateWords.goal),
    q1: say(templateWords.first),
    q2: '50%',
    q3: '75%',
    q4: say(templateWords.whole),
    lead: organisations[0] === undefined ? '' : say(organisations[0].name),
    due: `${year}-12-31`,
  }
  const name = tableName(year, language)
  return writeWorkbook(
    [
      {
        name,
        widths: tableColumns.map(({ id }) => (id === 'title' || id === 'requirement' ? 40 : 16)),
        freeze: { rows: 1 },
        rows: [head, tableColumns.map(({ id }) => example[id] ?? null)],
      },
      { name: say(templateWords.units), widths: [40], rows: organisations.map((one) => [say(one.name)]) },
    ],
    name,
  )
}
