import { sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { Transaction } from '#kit/server/db.ts'

/** A parcel with its shape in force and who may see it, as maps need it. */
export type ParcelOnGround = {
  readonly id: string
  readonly code: string
  readonly name: string | null
  readonly place: string
  readonly base: string | null
  /** Of the register, in m2. */
  readonly area: string
  readonly landUse: string | null
  readonly synthetic: boolean
  readonly places: readonly string[]
  readonly organisations: readonly string[]
  /** Whether somebody is on it on the day asked for. */
  readonly occupied: boolean
  /** GeoJSON as text, for whoever reads it elsewhere; null without a shape. */
  readonly geometry: string | null
  readonly approximate: boolean
  readonly schematic: boolean
}

type GroundAsked = {
  readonly today: PlainDate
  /** Only these; all that the actor may see when left out. */
  readonly ids?: readonly string[] | undefined
  readonly after?: string | undefined
  readonly most: number
}

/** Parcels in the order of their ids, from after one on. */
export async function selectGround(
  tx: Transaction,
  { today, ids, after, most }: GroundAsked,
): Promise<ParcelOnGround[]> {
  const only = ids === undefined ? sql`true` : sql`p.id = any (${sql.val([...ids])}::uuid[])`
  const rest = after === undefined ? sql`true` : sql`p.id > ${after}::uuid`
  const { rows } = await sql<ParcelOnGround>`
    select p.id, p.code, p.name, p.place, p.base, trim_scale(p.area)::text as area, p.land_use as "landUse", p.synthetic, p.places, p.organisations,
      exists (select from parcel_occupation o where o.parcel = p.id
        and o.from_date <= ${today}::date and (o.to_date is null or ${today}::date < o.to_date)) as occupied,
      s.geometry::text as geometry, coalesce(s.approximate, false) as approximate, coalesce(s.schematic, false) as schematic
    from parcel_parcel p left join parcel_shape s on s.parcel = p.id and s.is_current
    where ${only} and ${rest} order by p.id limit ${most}`.execute(tx)
  return rows
}
