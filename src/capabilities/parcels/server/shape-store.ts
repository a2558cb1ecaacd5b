import { type Kysely, sql } from 'kysely'
import { areaText, measureShape } from '#base/geo/area.ts'
import { type AreaShape, asKept, type Bounds, boundsOf } from '#base/geo/geometry.ts'
import type { Transaction } from '#kit/server/db.ts'

export type DbShape = {
  parcel: string
  version: number
  geometry: AreaShape
  west: number
  south: number
  east: number
  north: number
  area: string | null
  perimeter: string | null
  crs: string
  approximate: boolean
  schematic: boolean
  file_id: string | null
  run: string | null
  is_current: boolean
  by: string
  at: Date
  withdrawn_at: Date | null
  withdrawn_by: string | null
}

const tables = (tx: Transaction) =>
  tx.withTables<{ parcel_shape: DbShape }>() as unknown as Kysely<{ parcel_shape: DbShape }>

/** The current shapes of these parcels. */
export async function selectShapes(tx: Transaction, parcels: readonly string[]): Promise<DbShape[]> {
  if (parcels.length === 0) return []
  return tables(tx)
    .selectFrom('parcel_shape')
    .selectAll()
    .where('is_current', '=', true)
    .where(sql<boolean>`parcel = any (${sql.val([...parcels])}::uuid[])`)
    .execute()
}

/** Every version of the shape of a parcel, latest first. */
export async function selectShapeVersions(tx: Transaction, parcel: string): Promise<DbShape[]> {
  return tables(tx)
    .selectFrom('parcel_shape')
    .selectAll()
    .where('parcel', '=', parcel)
    .orderBy('version', 'desc')
    .execute()
}

export type ShapeWithin = Pick<DbShape, 'parcel' | 'geometry' | 'area' | 'approximate'> & { readonly code: string }

/** Current shapes whose boxes meet a box, at most as many as asked for, in the order of their parcels. */
export async function selectShapesWithin(
  tx: Transaction,
  { bounds: [west, south, east, north], most }: { bounds: Bounds; most: number },
): Promise<ShapeWithin[]> {
  const { rows } = await sql<ShapeWithin>`
    select s.parcel, p.code, s.geometry, s.area, s.approximate
    from parcel_shape s join parcel_parcel p on p.id = s.parcel
    where s.is_current and s.west <= ${east} and s.east >= ${west} and s.south <= ${north} and s.north >= ${south}
    order by s.parcel limit ${most}`.execute(tx)
  return rows
}

/** Current shapes in portions, in the order of their parcels, from after one on. */
export async function selectShapesAfter(
  tx: Transaction,
  { after, most }: { after: string | undefined; most: number },
): Promise<DbShape[]> {
  const all = tables(tx).selectFrom('parcel_shape').selectAll().where('is_current', '=', true)
  return (after === undefined ? all : all.where('parcel', '>', after)).orderBy('parcel').limit(most).execute()
}

/** A shape as it is written; `version` is the one it follows, 0 for the first. */
type ShapeToWrite = {
  readonly parcel: string
  readonly version: number
  readonly geometry: AreaShape
  readonly area: string | null
  readonly perimeter: string | null
  readonly crs: string
  readonly schematic: boolean
  readonly fileId: string | null
  readonly run: string | null
}

/** Rounds, turns and measures a shape in degrees of CGCS2000. */
export function measured(shape: AreaShape): Pick<ShapeToWrite, 'geometry' | 'area' | 'perimeter'> {
  const geometry = asKept(shape)
  const { area, perimeter } = measureShape(geometry)
  return { geometry, area: areaText(area), perimeter: perimeter.toFixed(2) }
}

const perStatement = 500

/** Writes new versions over those that were read; answers the new version of each parcel whose shape was still at that version. */
export async function insertShapes(tx: Transaction, shapes: readonly ShapeToWrite[]): Promise<Map<string, number>> {
  const written = new Map<string, number>()
  for (let at = 0; at < shapes.length; at += perStatement) {
    const rows = shapes
      .slice(at, at + perStatement)
      .map(({ parcel, version, geometry, area, perimeter, crs, schematic, fileId, run }) => {
        const [west, south, east, north] = boundsOf(geometry)
        const box = { west, south, east, north, approximate: area === null }
        return { parcel, after: version, geometry, area, perimeter, crs, schematic, file_id: fileId, run, ...box }
      })
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (parcel uuid, after integer, geometry jsonb,
      west double precision, south double precision, east double precision, north double precision, area numeric, perimeter numeric,
      crs text, approximate boolean, schematic boolean, file_id uuid, run uuid)`
    await sql`select id from parcel_parcel where id in (select parcel from ${given}) order by id for update`.execute(tx)
    const { rows: done } = await sql<{ parcel: string }>`
      with given as (select * from ${given}),
      still as (
        select given.* from given left join parcel_shape s on s.parcel = given.parcel and s.is_current
        where coalesce(s.version, 0) = given.after),
      ended as (
        update parcel_shape s set is_current = false from still where s.parcel = still.parcel and s.is_current returning s.parcel)
      select still.parcel from still left join ended using (parcel)`.execute(tx)
    const kept = new Set(done.map(({ parcel }) => parcel))
    const fresh = rows.filter(({ parcel }) => kept.has(parcel))
    const { rows: entered } = await sql<{
      parcel: string
      version: number
    }>`insert into parcel_shape (parcel, version, geometry, west, south, east, north, area, perimeter, crs, approximate, schematic, file_id, run)
      select t.parcel, 1 + coalesce((select max(s.version) from parcel_shape s where s.parcel = t.parcel), 0), geometry, west, south, east, north,
        area, perimeter, crs, approximate, schematic, file_id, run
      from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as t (parcel uuid, after integer, geometry jsonb,
        west double precision, south double precision, east double precision, north double precision, area numeric, perimeter numeric,
        crs text, approximate boolean, schematic boolean, file_id uuid, run uuid)
      returning parcel, version`.execute(tx)
    for (const { parcel, version } of entered) written.set(parcel, version)
  }
  return written
}

/** Takes back the shapes of an import and puts those before them in force again. */
export async function withdrawShapes(
  tx: Transaction,
  shapes: readonly { parcel: string; version: number; before: number | null }[],
): Promise<void> {
  const given = sql`jsonb_to_recordset(${JSON.stringify(shapes)}::jsonb) as t (parcel uuid, version integer, before integer)`
  await sql`update parcel_shape s set is_current = false, withdrawn_at = now(), withdrawn_by = actor_id()
    from ${given} where s.parcel = t.parcel and s.version = t.version`.execute(tx)
  await sql`update parcel_shape s set is_current = true from ${given} where s.parcel = t.parcel and s.version = t.before`.execute(
    tx,
  )
}
