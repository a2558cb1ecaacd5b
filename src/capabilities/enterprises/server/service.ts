import { randomUUID } from 'node:crypto'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { Classification, Enterprise, EnterpriseFields } from '../contract.ts'
import { firstClassification } from '../rules/classification.ts'
import {
  type DbClassification,
  selectAllClassifications,
  selectClassificationsOn,
  selectEnterprises,
  selectEnterprisesById,
  selectNamedIn,
  selectTownsAndBases,
  toClassification,
  toEnterprise,
} from './store.ts'
import { insertEnterprises, replaceHistories, updatePlaces } from './store-writes.ts'

export { classificationOn } from '../rules/classification.ts'
export { isAboveScale, type Vocabulary } from '../rules.ts'
export { download } from './export.ts'
export { changedSince, refuseInUse } from './enterprise-import.ts'
export { importFileRoute, readImportFile } from './import-file.ts'
export { selectImportChanges } from './import-store.ts'
export {
  createImports,
  type ImportChange,
  type ImportContext,
  type ImportHouse,
  type ImportKind,
  importKindOf,
  type Imports,
  listImports,
  type PlannedLine,
} from './imports.ts'
export { enterpriseResource, getEnterprise, organisationOf } from './register.ts'
export { className, classesBelow, findRegisterTaxonomy, listClasses, vocabularyOf } from './vocabulary.ts'

/** An enterprise of the synthetic population, with its own history when it changed class over the years. */
export type NewEnterprise = Partial<Omit<EnterpriseFields, 'name' | 'town'>> & {
  readonly id?: string
  readonly name: string
  readonly town: string
  readonly history?: readonly Classification[]
  readonly synthetic: boolean
}

/** Enters many enterprises at once, unchecked and without acts: the caller made them and records the one act. Answers their ids in order. */
export async function createEnterprisesInBulk(
  tx: Transaction,
  programme: Programme,
  rows: readonly NewEnterprise[],
): Promise<string[]> {
  const book = placesOf(programme)
  const whole = rows.map(({ id, history, synthetic, ...given }) => {
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
      places: resourcePlaces(book, fields.town, fields.base),
      synthetic,
    }
  })
  await insertEnterprises(tx, whole)
  await replaceHistories(tx, new Map(whole.map(({ id, history }) => [id, history])))
  return whole.map(({ id }) => id)
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

/** Every enterprise's whole history in the order of days; what a rebuild of the mirror reads. */
export async function allClassifications(tx: Transaction): Promise<Map<string, Classification[]>> {
  const histories = new Map<string, Classification[]>()
  for (const row of await selectAllClassifications(tx)) {
    const history = histories.get(row.enterprise)
    if (history === undefined) histories.set(row.enterprise, [toClassification(row)])
    else history.push(toClassification(row))
  }
  return histories
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
