import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type PlaceBook, placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { CopyValue } from '#kit/server/copy.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { Classification, Enterprise, EnterpriseFields } from '../contract.ts'
import { firstClassification } from '../rules/classification.ts'
import type { Stay } from '../rules/rungs.ts'
import { enterStays, rungMarkSql, rungSql, stayColumns, stayLine } from './rung-store.ts'
import {
  aboveScaleMarkSql,
  aboveScaleSql,
  type DbClassification,
  selectClassificationsOn,
  selectEnterprises,
  selectEnterprisesById,
  selectNamedIn,
  selectNamesById,
  selectTownsAndBases,
  toEnterprise,
} from './store.ts'
import {
  enterpriseColumns,
  enterpriseLine,
  historyColumns,
  historyLine,
  insertEnterprises,
  replaceHistories,
  updatePlaces,
} from './store-writes.ts'

export { aboveScaleColumns } from './store.ts'
export { rungColumns } from './rung-store.ts'
export { classificationOn } from '../rules/classification.ts'
export { isAboveScale, type Vocabulary } from '../rules.ts'
export { download } from './export.ts'
export { changedSince, refuseInUse } from './enterprise-import.ts'
export { importFileRoute, readImportFile } from './import-file.ts'
export { importHandlers, importTemplates } from './import-kinds.ts'
export { selectImportChanges } from './import-store.ts'
export {
  createImports,
  type FileToRead,
  type ImportChange,
  type ImportContext,
  type ImportHouse,
  type ImportKind,
  listImports,
  type PlannedLine,
} from './imports.ts'
export { enterpriseResource, getEnterprise, organisationOf } from './register.ts'
export { className, classesBelow, findRegisterTaxonomy, listClasses, membersFor, vocabularyOf } from './vocabulary.ts'

/** An enterprise of the synthetic population, with its own history when it changed class over the years. */
export type NewEnterprise = Partial<Omit<EnterpriseFields, 'name' | 'town'>> & {
  readonly id?: string
  readonly name: string
  readonly town: string
  readonly history?: readonly Classification[]
  readonly stays?: readonly Stay[]
  readonly synthetic: boolean
}

/** Enters many enterprises at once, unchecked and without acts: the caller made them and records the one act. Answers their ids in order. */
export async function createEnterprisesInBulk(
  tx: Transaction,
  programme: Programme,
  rows: readonly NewEnterprise[],
): Promise<string[]> {
  const whole = rows.map((row) => wholeOf(placesOf(programme), row))
  await insertEnterprises(tx, whole)
  await replaceHistories(tx, new Map(whole.map(({ id, history }) => [id, history])))
  await enterStays(tx, whole)
  return whole.map(({ id }) => id)
}

/** The same for hundreds of thousands in an empty register, by COPY past all policies; read one after another, held nowhere. */
export async function loadEnterprises(
  house: Pick<House, 'record' | 'programme'>,
  rows: () => Iterable<NewEnterprise & { readonly id: string }>,
): Promise<number> {
  const book = placesOf(house.programme())
  const entered = await house.record.bulkLoad('enterprise_enterprise', enterpriseColumns, enterpriseLines(book, rows()))
  await house.record.bulkLoad('enterprise_classification', historyColumns, historyLines(book, rows()))
  await house.record.bulkLoad('enterprise_rung', stayColumns, stayLines(rows()))
  return entered
}

function* enterpriseLines(book: PlaceBook, rows: Iterable<NewEnterprise>): Generator<CopyValue[]> {
  for (const row of rows) yield enterpriseLine(wholeOf(book, row))
}

function* historyLines(book: PlaceBook, rows: Iterable<NewEnterprise>): Generator<CopyValue[]> {
  for (const row of rows) {
    const { id, history } = wholeOf(book, row)
    for (const each of history) yield historyLine(id, each)
  }
}

function* stayLines(rows: Iterable<NewEnterprise & { readonly id: string }>): Generator<CopyValue[]> {
  for (const { id, stays } of rows) for (const stay of stays ?? []) yield stayLine(id, stay)
}

function wholeOf(book: PlaceBook, { id, history, stays, synthetic, ...given }: NewEnterprise) {
  const fields: EnterpriseFields = {
    creditCode: null,
    formerNames: [],
    base: null,
    industry: null,
    size: null,
    ownership: null,
    aboveScaleSince: null,
    aboveScaleUntil: null,
    status: 'operating',
    openedOn: null,
    address: null,
    contact: { name: null, phone: null },
    ...given,
  }
  return {
    id: id ?? randomUUID(),
    fields,
    history: history ?? [firstClassification(fields, fields.openedOn)],
    stays: stays ?? [],
    places: resourcePlaces(book, fields.town, fields.base),
    synthetic,
  }
}

/** An enterprise as it was classified on a day. */
export type ClassifiedEnterprise = { readonly enterprise: string } & Omit<Classification, 'from' | 'to'>

const toClassified = ({
  enterprise,
  town,
  base,
  industry,
  size,
  ownership,
}: DbClassification): ClassifiedEnterprise => ({ enterprise, town, base, industry, size, ownership })

/** How these enterprises stood on a day (before their first day: as they first stood): the dimensions of a row of the mirror. */
export async function classificationsOn(
  tx: Transaction,
  ids: readonly string[],
  day: string,
): Promise<Map<string, ClassifiedEnterprise>> {
  const rows = await selectClassificationsOn(tx, ids, day)
  return new Map(rows.map((row) => [row.enterprise, toClassified(row)]))
}

/**
 * Who was above scale, under which classes, from which day on and until which day (that day no more), as CSV with the columns of
 * `aboveScaleColumns`. Read past all policies, for the mirror.
 */
export function aboveScaleCsv({ record }: Pick<House, 'record'>): AsyncGenerator<Buffer> {
  return record.copyOut(aboveScaleSql)
}

/** One short text for everything that `aboveScaleCsv` would tell: the same as long as that is the same. */
export async function aboveScaleMark({ record }: Pick<House, 'record'>): Promise<string> {
  const { rows } = await sql.raw<{ mark: string }>(aboveScaleMarkSql).execute(record.owner)
  return rows[0]?.mark ?? ''
}

/** Who stood on which rung of a ladder when, as CSV with the columns of `rungColumns`. Read past all policies, for the mirror. */
export function rungCsv({ record }: Pick<House, 'record'>): AsyncGenerator<Buffer> {
  return record.copyOut(rungSql)
}

/** One short text for everything that `rungCsv` would tell. */
export async function rungMark({ record }: Pick<House, 'record'>): Promise<string> {
  const { rows } = await sql.raw<{ mark: string }>(rungMarkSql).execute(record.owner)
  return rows[0]?.mark ?? ''
}

/** The enterprise, or undefined when there is none that the actor may see. */
export async function findEnterprise(tx: Transaction, id: string): Promise<Enterprise | undefined> {
  const [row] = await selectEnterprisesById(tx, [id])
  return row === undefined ? undefined : toEnterprise(row)
}

/** Those of these enterprises that the actor may see. */
export async function listEnterprisesById(tx: Transaction, ids: readonly string[]): Promise<Map<string, Enterprise>> {
  return new Map((await selectEnterprisesById(tx, ids)).map((row) => [row.id, toEnterprise(row)]))
}

/** What those that the actor may see are called, by id. */
export async function namesOfEnterprises(tx: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map((await selectNamesById(tx, ids)).map(({ id, name }) => [id, name]))
}

/** Those with these credit codes that the actor may see, by code. */
export async function listEnterprisesByCode(
  tx: Transaction,
  codes: readonly string[],
): Promise<Map<string, Enterprise>> {
  if (codes.length === 0) return new Map()
  const rows = await selectNamedIn(tx, { ids: [], codes, plainNames: [] })
  return new Map(rows.map((row) => [row.credit_code ?? '', toEnterprise(row)]))
}

/** Every enterprise the actor may see, in the order of names: who a form may ask. */
export async function listEnterprises(
  tx: Transaction,
  asked: { today: string; aboveScale?: 'yes' | 'no'; places?: readonly string[] },
): Promise<Enterprise[]> {
  return selectEnterprises(tx, asked)
}

/** After a change of the programme: every record names again the places that contain it. To be called at start; quick when nothing changed. */
export async function refreshEnterprisePlaces(house: Pick<House, 'record' | 'programme'>): Promise<number> {
  const book = placesOf(house.programme())
  return house.record.asSystem(async (tx) => {
    let stale = 0
    for (const { town, base } of await selectTownsAndBases(tx))
      stale += await updatePlaces(tx, { town, base, places: resourcePlaces(book, town, base) })
    return stale
  })
}

/** Those that a file of another register may mean, by credit code or by name as `plainWord` writes it. */
export async function findEnterprisesNamed(
  tx: Transaction,
  asked: { codes: readonly string[]; plainNames: readonly string[] },
): Promise<Enterprise[]> {
  return (await selectNamedIn(tx, { ids: [], ...asked })).map(toEnterprise)
}
