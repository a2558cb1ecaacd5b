import { parsePeriod, type PeriodKind, periodKind } from '#base/period.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { DataDomain } from '../contract.ts'
import { type CellContent, contentOf, parseCellKey } from '../rules/cells.ts'
import { cellsOf } from '../rules/chain.ts'
import { findMirrorCell, mirrorTables } from '../rules/mirror.ts'
import { classifySubjects } from './classify.ts'
import { classificationKey, classificationsById, type SubjectClassification } from './layouts.ts'
import { listRows, type RecordRow } from './read.ts'
import { lockRecording, type NewObservations, record, type RecordHouse } from './record.ts'

/**
 * After the register said something else about the past: every value that stands and was counted under another classification is counted
 * under the one of its period from now on. What was known before stays readable as it was. Answers how many rows were written.
 */
export async function reclassify(
  house: RecordHouse,
  tx: Transaction,
  subjectKind: string,
  subjects: readonly string[],
): Promise<number> {
  let written = 0
  await lockRecording(tx)
  for (const subject of subjects) {
    const rows = (await listRows(tx, { subject })).filter((row) => row.subjectKind === subjectKind)
    const batches = await batchesOf(house, tx, subjectKind, rows)
    for (const { domain, kind, keys, lines } of batches.values()) {
      await record(house, tx, {
        kind: 'reclassification',
        domain,
        subjectKind,
        periodKind: kind,
        cells: keys.map(parseCellKey),
        rows: lines,
        actor: 'system',
      })
      written += lines.length
    }
  }
  return written
}

type Batch = {
  readonly domain: DataDomain
  readonly kind: PeriodKind
  readonly keys: readonly string[]
  readonly lines: NewObservations[]
}

async function batchesOf(
  house: RecordHouse,
  tx: Transaction,
  subjectKind: string,
  rows: readonly RecordRow[],
): Promise<Map<string, Batch>> {
  const tables = mirrorTables(house.programme())
  const counted = await classificationsById(
    tx,
    rows.map((row) => row.classification),
  )
  const asked = rows.map((row) => ({ subject: row.subject, period: parsePeriod(row.period) }))
  const now = await classifySubjects(house.programme(), tx, subjectKind, asked)
  const latest = new Map<string, number>()
  for (const row of rows) for (const key of row.cells) latest.set(`${row.period} ${key}`, row.seq)
  const batches = new Map<string, Batch>()
  rows.forEach((row, i) => {
    const classification = now[i] as SubjectClassification
    const before = counted.get(row.classification)
    if (before !== undefined && classificationKey(before) === classificationKey(classification)) return
    const kind = periodKind(parsePeriod(row.period))
    const known = (key: string) =>
      findMirrorCell(tables, { subjectKind, periodKind: kind, ...parseCellKey(key) }) !== undefined
    const standing = [...cellsOf(row)].flatMap(([key, cell]): [string, CellContent][] => {
      const content = contentOf(cell.amount, cell.code)
      return latest.get(`${row.period} ${key}`) === row.seq && !('withdrawn' in content) && known(key)
        ? [[key, content]]
        : []
    })
    if (standing.length === 0) return
    const keys = standing.map(([key]) => key)
    const name = `${row.domain} ${kind} ${row.period} ${keys.join(' ')}`
    const batch = batches.get(name) ?? { domain: row.domain, kind, keys, lines: [] }
    batches.set(name, batch)
    const contents = standing.map(([, content]) => content)
    batch.lines.push({
      subject: row.subject,
      period: parsePeriod(row.period),
      contents,
      source: row.source,
      sourceVersion: row.sourceVersion,
      classification,
    })
  })
  return batches
}
