import { sql } from 'kysely'
import { listParcelsById } from '#capabilities/parcels/server/service.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import type { Credit } from '../contract/agreements.ts'
import { agreementTables } from './agreement-store.ts'

/** A default that stands: it refuses a winner. */
export type OpenDefault = {
  readonly id: string
  readonly agreement: string
  readonly what: string
  readonly on: string
}

/** The defaults of an enterprise, or of whoever bears a name, that were not put right; also with land that the actor does not see. */
export async function openDefaultsOf(
  tx: Transaction,
  { enterprise = null, name = null }: { readonly enterprise?: string | null; readonly name?: string | null },
): Promise<OpenDefault[]> {
  const { rows } = await sql<OpenDefault>`
    select id, agreement, what, happened_on::text as on from land_open_defaults(${enterprise}::uuid, ${name}::text)`.execute(
    tx,
  )
  return rows
}

/** The record of an enterprise as far as the actor sees its agreements, the latest first. */
export function creditOf(tx: Transaction, enterprise: string): Promise<Credit[]> {
  return creditWhere(tx, 'holder', enterprise)
}

export function creditOfAgreement(tx: Transaction, agreement: string): Promise<Credit[]> {
  return creditWhere(tx, 'agreement', agreement)
}

async function creditWhere(tx: Transaction, column: 'holder' | 'agreement', id: string): Promise<Credit[]> {
  const rows = await agreementTables(tx)
    .selectFrom('land_credit as c')
    .innerJoin('land_agreement as a', 'a.id', 'c.agreement')
    .selectAll('c')
    .select('a.parcel')
    .where(`c.${column}`, '=', id)
    .orderBy('c.at', 'desc')
    .execute()
  const parcels = await inReachOfHouse(tx, () =>
    listParcelsById(
      tx,
      rows.map(({ parcel }) => parcel),
    ),
  )
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows.map((row) => ({
    id: row.id,
    agreement: row.agreement,
    parcelCode: parcels.get(row.parcel)?.code ?? '',
    holderName: row.holder_name,
    what: row.what,
    on: row.happened_on,
    by: names.get(row.by) ?? null,
    clearedOn: row.cleared_on,
    clearedWhy: row.cleared_why,
  }))
}
