import { sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'

/** Where the rooms of land keep what is about a parcel, by the kind of the subject of an act or a case. */
const kept = {
  supply: sql`select parcel from land_supply where id = `,
  land_agreement: sql`select parcel from land_agreement where id = `,
  land_supervision: sql`select parcel from land_agreement where id = `,
  land_offer: sql`select of as parcel from land_offer where kind = 'parcel' and id = `,
} as const

/** The parcel that a supply, an agreement or an offer is about; undefined for everything else. */
export async function parcelOf(
  tx: Transaction,
  { kind, id }: { readonly kind: string; readonly id: string },
): Promise<string | undefined> {
  if (!(kind in kept)) return undefined
  const { rows } = await sql<{ parcel: string }>`${kept[kind as keyof typeof kept]}${id}::uuid limit 1`.execute(tx)
  return rows[0]?.parcel
}
