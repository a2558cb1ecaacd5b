import { sql } from 'kysely'
import type { Period, PeriodKind } from '#base/period.ts'
import type { House } from '#kit/server/house.ts'
import type { DataDomain } from '../contract.ts'
import { type CellKey, cellKey } from '../rules/cells.ts'
import { classificationKey, internClassifications, internLayout, type SubjectClassification } from './layouts.ts'
import { tablesOf } from './store.ts'

/** One row as a population brings it, in the order of the cells; what it holds is taken as it is. */
export type BulkRow = {
  readonly subject: string
  readonly period: Period
  readonly source: string
  readonly sourceVersion: number
  readonly classification: SubjectClassification
  /** Exact decimals in the unit of each indicator; null where blank. */
  readonly amounts: readonly (string | number | null)[]
  /** A code of `cellCodes` per cell; absent when all are plainly reported. */
  readonly codes?: readonly number[] | null
  /** 1 for the first row of a subject and period, 2 for a second with other cells; default 1. */
  readonly seq?: number
}

export type BulkBatch = { readonly knownAt: Date; readonly rows: Iterable<BulkRow> | AsyncIterable<BulkRow> }

export type BulkLoad = {
  readonly subjectKind: string
  readonly periodKind: PeriodKind
  readonly domain: DataDomain
  readonly cells: readonly CellKey[]
  readonly actor: string
}

export type BulkHouse = Pick<House, 'programme' | 'record'>

const columns = [
  'subject',
  'period',
  'seq',
  'batch',
  'layout',
  'classification',
  'replaces',
  'source',
  'source_version',
  'amounts',
  'codes',
]
const readAhead = 2000

/**
 * Loads one batch of rows that replace nothing by COPY: the write path of populations, where nothing is checked row by row.
 * Call `rebuildMirror` when all batches are in; until then the mirror does not know of them. Answers the batch and its rows.
 */
export async function bulkLoad(
  house: BulkHouse,
  load: BulkLoad,
  batch: BulkBatch,
): Promise<{ id: string; rows: number }> {
  const { id, layout } = await house.record.asSystem(async (tx) => {
    const layout = await internLayout(tx, {
      subjectKind: load.subjectKind,
      periodKind: load.periodKind,
      cells: load.cells.map(cellKey),
    })
    const row = {
      kind: 'population' as const,
      domain: load.domain,
      layout,
      pack: house.programme().hash,
      actor: load.actor,
      known_at: batch.knownAt,
      lines: 0,
    }
    const { id } = await tablesOf(tx)
      .insertInto('observation_batch')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id, layout }
  })
  const rows = await house.record.bulkLoad(
    'observation_observation',
    columns,
    copyRows(house, batch.rows, { id, layout }),
  )
  await sql`update observation_batch set lines = ${rows} where id = ${id}`.execute(house.record.owner)
  return { id, rows }
}

type Line = (string | number | boolean | null)[]

async function* copyRows(
  house: BulkHouse,
  rows: BulkBatch['rows'],
  { id, layout }: { id: string; layout: number },
): AsyncGenerator<Line> {
  const known = knownClassifications(house)
  let waiting: BulkRow[] = []
  for await (const row of rows) {
    waiting.push(row)
    if (waiting.length < readAhead) continue
    yield* await lines(waiting)
    waiting = []
  }
  yield* await lines(waiting)

  async function lines(some: readonly BulkRow[]): Promise<Line[]> {
    const classifications = await known(some.map((row) => row.classification))
    return some.map((row, i) => [
      row.subject,
      row.period,
      row.seq ?? 1,
      id,
      layout,
      classifications[i] as number,
      false,
      row.source,
      row.sourceVersion,
      `{${row.amounts.map((amount) => amount ?? 'NULL').join(',')}}`,
      row.codes === undefined || row.codes === null ? null : `{${row.codes.join(',')}}`,
    ])
  }
}

const memory = new WeakMap<object, { byObject: WeakMap<SubjectClassification, number>; byKey: Map<string, number> }>()

/** Ids of classifications, remembered for the length of a population; a classification given as the same object costs nothing. */
function knownClassifications(house: BulkHouse): (wanted: readonly SubjectClassification[]) => Promise<number[]> {
  const remembered = memory.get(house.record) ?? { byObject: new WeakMap(), byKey: new Map<string, number>() }
  memory.set(house.record, remembered)
  const find = (each: SubjectClassification): number | undefined => {
    const known = remembered.byObject.get(each) ?? remembered.byKey.get(classificationKey(each))
    if (known !== undefined) remembered.byObject.set(each, known)
    return known
  }
  return async (wanted) => {
    const missing = new Map(
      wanted.filter((each) => find(each) === undefined).map((each) => [classificationKey(each), each]),
    )
    if (missing.size > 0) {
      const ids = await house.record.asSystem((tx) => internClassifications(tx, [...missing.values()]))
      for (const [i, key] of [...missing.keys()].entries()) remembered.byKey.set(key, ids[i] as number)
    }
    return wanted.map((each) => find(each) as number)
  }
}
