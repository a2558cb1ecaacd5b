import { sql } from 'kysely'
import { system } from '#base/decision.ts'
import type { CopyValue } from '#kit/server/copy.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Classification, EnterpriseFields } from '../contract.ts'
import { searchText } from '../rules/search-text.ts'

/** A record to be written: the fields with the places that contain it. */
export type EnterpriseToWrite = {
  readonly id: string
  readonly fields: EnterpriseFields
  readonly places: readonly string[]
  readonly synthetic: boolean
}

function toRow({ id, fields, places, synthetic }: EnterpriseToWrite) {
  return {
    id,
    name: fields.name,
    credit_code: fields.creditCode,
    former_names: fields.formerNames,
    town: fields.town,
    base: fields.base,
    industry: fields.industry,
    size: fields.size,
    ownership: fields.ownership,
    above_scale_since: fields.aboveScaleSince,
    above_scale_until: fields.aboveScaleUntil,
    status: fields.status,
    opened_on: fields.openedOn,
    address: fields.address,
    contact_name: fields.contact.name,
    contact_phone: fields.contact.phone,
    synthetic,
    places,
    search: searchText(fields),
  }
}

/** The columns of `enterpriseLine`. */
export const enterpriseColumns = [
  'id',
  'name',
  'credit_code',
  'former_names',
  'town',
  'base',
  'industry',
  'size',
  'ownership',
  'above_scale_since',
  'above_scale_until',
  'status',
  'opened_on',
  'address',
  'contact_name',
  'contact_phone',
  'synthetic',
  'places',
  'search',
  'updated_by',
]

/** A line of COPY for an enterprise that the house itself enters. */
export function enterpriseLine(enterprise: EnterpriseToWrite): CopyValue[] {
  return [...Object.values(toRow(enterprise)), system.id]
}

export const historyColumns = ['enterprise', 'from_date', 'to_date', 'town', 'base', 'industry', 'size', 'ownership']

export function historyLine(enterprise: string, { from, to, ...classes }: Classification): CopyValue[] {
  const { town, base, industry, size, ownership } = classes
  return [enterprise, from, to, town, base, industry, size, ownership]
}

const recordset =
  sql.raw(`(id uuid, name text, credit_code text, former_names text[], town text, base text, industry text, size text, ownership text,
  above_scale_since date, above_scale_until date, status text, opened_on date, address text, contact_name text, contact_phone text, synthetic boolean,
  places text[], search text, version integer)`)
const columns =
  sql.raw(`id, name, credit_code, former_names, town, base, industry, size, ownership, above_scale_since, above_scale_until, status, opened_on,
  address, contact_name, contact_phone, synthetic, places, search`)
const perStatement = 2000

function* chunksOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += perStatement) yield rows.slice(at, at + perStatement)
}

export async function insertEnterprises(tx: Transaction, rows: readonly EnterpriseToWrite[]): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await sql`insert into enterprise_enterprise (${columns})
      select ${columns} from jsonb_to_recordset(${JSON.stringify(chunk.map(toRow))}::jsonb) as t ${recordset}`.execute(
      tx,
    )
  }
}

/** Writes over the version that was read; answers the ids that were still at that version and are one higher now. */
export async function updateEnterprises(
  tx: Transaction,
  rows: readonly (EnterpriseToWrite & { readonly version: number })[],
): Promise<Set<string>> {
  const written = new Set<string>()
  for (const chunk of chunksOf(rows)) {
    const { rows: done } = await sql<{ id: string }>`update enterprise_enterprise e set
        name = t.name, credit_code = t.credit_code, former_names = t.former_names, town = t.town, base = t.base, industry = t.industry, size = t.size,
        ownership = t.ownership, above_scale_since = t.above_scale_since, above_scale_until = t.above_scale_until, status = t.status,
        opened_on = t.opened_on, address = t.address, contact_name = t.contact_name, contact_phone = t.contact_phone, places = t.places,
        search = t.search, version = e.version + 1, updated_at = now(), updated_by = actor_id()
      from jsonb_to_recordset(${JSON.stringify(chunk.map((row) => ({ ...toRow(row), version: row.version })))}::jsonb) as t ${recordset}
      where e.id = t.id and e.version = t.version
      returning e.id`.execute(tx)
    for (const { id } of done) written.add(id)
  }
  return written
}

/** Replaces whole histories; an enterprise without rows here keeps its own. */
export async function replaceHistories(
  tx: Transaction,
  histories: ReadonlyMap<string, readonly Classification[]>,
): Promise<void> {
  const ids = [...histories.keys()]
  if (ids.length === 0) return
  await sql`delete from enterprise_classification where enterprise = any (${sql.val(ids)}::uuid[])`.execute(tx)
  const rows = [...histories].flatMap(([enterprise, history]) =>
    history.map(({ from, to, ...classes }) => ({ enterprise, from_date: from, to_date: to, ...classes })),
  )
  for (const chunk of chunksOf(rows)) {
    await sql`insert into enterprise_classification (enterprise, from_date, to_date, town, base, industry, size, ownership)
      select * from jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb)
        as t (enterprise uuid, from_date date, to_date date, town text, base text, industry text, size text, ownership text)`.execute(
      tx,
    )
  }
}

export async function insertOverrides(
  tx: Transaction,
  rows: readonly { enterprise: string; code: string; reason: string }[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await sql`insert into enterprise_code_override (enterprise, code, reason)
      select * from jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb) as t (enterprise uuid, code text, reason text)`.execute(
      tx,
    )
  }
}

export async function deleteEnterprises(tx: Transaction, ids: readonly string[]): Promise<void> {
  await sql`delete from enterprise_enterprise where id = any (${sql.val([...ids])}::uuid[])`.execute(tx)
}

/** Puts the places of every record of a town and base to what the programme in force says. Answers how many rows were stale. */
export async function updatePlaces(
  tx: Transaction,
  { town, base, places }: { town: string; base: string | null; places: readonly string[] },
): Promise<number> {
  const { numAffectedRows } = await sql`update enterprise_enterprise set places = ${sql.val([...places])}::text[]
    where town = ${town} and base is not distinct from ${base} and places <> ${sql.val([...places])}::text[]`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0)
}
