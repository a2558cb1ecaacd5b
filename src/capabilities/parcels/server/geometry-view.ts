import { sql } from 'kysely'
import type { House } from '#kit/server/house.ts'

/**
 * Offers the current shapes to GIS tools as the view `parcel_geometry`, where the server has PostGIS; answers whether it has. To be called at
 * start. The view is the owner's and granted to nobody: an administrator grants it to the role of the tool, which then sees all of them.
 */
export async function offerGeometryView({ record }: Pick<House, 'record'>): Promise<boolean> {
  const found = await sql<{ schema: string }>`
    select n.nspname as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'postgis'`.execute(
    record.owner,
  )
  const [postgis] = found.rows
  if (postgis === undefined) return false
  const schema = sql.id(postgis.schema)
  await record.owner.transaction().execute(async (tx) => {
    // Two houses that start together make it one after the other.
    await sql`select pg_advisory_xact_lock(hashtext('parcel_geometry'))`.execute(tx)
    await sql`create or replace view parcel_geometry as
      select p.code, p.name, p.place, p.base, p.land_use, p.area as register_area, s.area as measured_area, s.approximate, s.schematic, p.synthetic,
        s.version, s.at, ${schema}.st_setsrid(${schema}.st_multi(${schema}.st_geomfromgeojson(s.geometry::text)), 4490)::${schema}.geometry(MultiPolygon, 4490) as geometry
      from parcel_shape s join parcel_parcel p on p.id = s.parcel where s.is_current`.execute(tx)
    // It looks past the policies of rows, so those who serve people may not have it.
    await sql`revoke all on parcel_geometry from public, jidi_app`.execute(tx)
  })
  return true
}
