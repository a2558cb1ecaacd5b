import { sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { PeriodKind } from '#base/period.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Dimensions } from '../rules/mirror-row.ts'
import { tablesOf } from './store.ts'

/** A list of cells that rows share, as stored. */
export type Layout = {
  readonly id: number
  readonly subjectKind: string
  readonly periodKind: PeriodKind
  readonly cells: readonly string[]
}

/** How a subject was classified in a period; `places` are its town and base and all that contain them. */
export type SubjectClassification = Dimensions & { readonly places: readonly string[] }

/** The id of a layout, stored when it is new. */
export async function internLayout(tx: Transaction, layout: Omit<Layout, 'id'>): Promise<number> {
  const db = tablesOf(tx)
  const found = () =>
    db
      .selectFrom('observation_layout')
      .select('id')
      .where('subject_kind', '=', layout.subjectKind)
      .where('period_kind', '=', layout.periodKind)
      .where('cells', '=', sql<string[]>`${[...layout.cells]}::text[]`)
      .executeTakeFirst()
  const known = await found()
  if (known !== undefined) return known.id
  await db
    .insertInto('observation_layout')
    .values({ subject_kind: layout.subjectKind, period_kind: layout.periodKind, cells: [...layout.cells] })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const stored = await found()
  if (stored === undefined) throw new Problem('internal', { details: { what: 'layout' } })
  return stored.id
}

/** Layouts by id. */
export async function layoutsById(tx: Transaction, ids: readonly number[]): Promise<Map<number, Layout>> {
  if (ids.length === 0) return new Map()
  const rows = await tablesOf(tx)
    .selectFrom('observation_layout')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      { id: row.id, subjectKind: row.subject_kind, periodKind: row.period_kind as PeriodKind, cells: row.cells },
    ]),
  )
}

/** The ids of classifications in the order asked for; new ones are stored. */
export async function internClassifications(
  tx: Transaction,
  wanted: readonly SubjectClassification[],
): Promise<number[]> {
  const byKey = new Map(wanted.map((each) => [classificationKey(each), each]))
  const ids = await findIds(tx, [...byKey.keys()])
  const missing = [...byKey].filter(([key]) => !ids.has(key))
  for (let from = 0; from < missing.length; from += 1000) {
    const rows = missing.slice(from, from + 1000).map(([key, each]) => ({
      town: each.town,
      base: each.base,
      industry: each.industry,
      size: each.size,
      ownership: each.ownership,
      places: [...each.places],
      key,
    }))
    await tablesOf(tx)
      .insertInto('observation_classification')
      .values(rows)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute()
  }
  if (missing.length > 0) {
    for (const [key, id] of await findIds(
      tx,
      missing.map(([key]) => key),
    ))
      ids.set(key, id)
  }
  return wanted.map((each) => ids.get(classificationKey(each)) as number)
}

/** Classifications by id. */
export async function classificationsById(
  tx: Transaction,
  ids: readonly number[],
): Promise<Map<number, SubjectClassification>> {
  if (ids.length === 0) return new Map()
  const rows = await tablesOf(tx)
    .selectFrom('observation_classification')
    .selectAll()
    .where('id', '=', sql<number>`any(${[...new Set(ids)]}::int[])`)
    .execute()
  return new Map(
    rows.map(({ id, town, base, industry, size, ownership, places }) => [
      id,
      { town, base, industry, size, ownership, places },
    ]),
  )
}

async function findIds(tx: Transaction, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map()
  const rows = await tablesOf(tx)
    .selectFrom('observation_classification')
    .select(['id', 'key'])
    .where('key', '=', sql<string>`any(${[...keys]}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.key, row.id]))
}

/** All of a classification in one text. */
export function classificationKey({ town, base, industry, size, ownership, places }: SubjectClassification): string {
  return [town, base, industry, size, ownership, ...places].map((part) => part ?? '').join('\u001f')
}
