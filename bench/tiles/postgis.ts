import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { chmod, chown } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { copyIn } from '#kit/server/copy.ts'
import type { TileAddress } from '#kit/server/tiles.ts'

const bin = '/usr/lib/postgresql/15/bin'
const isRoot = process.getuid?.() === 0

function asPostgres(program: string, args: readonly string[]): void {
  if (isRoot) execFileSync('runuser', ['-u', 'postgres', '--', `${bin}/${program}`, ...args], { stdio: 'ignore' })
  else execFileSync(`${bin}/${program}`, args, { stdio: 'ignore' })
}

/** One row as both sides are given it. */
export type PeerRow = {
  readonly id: string
  readonly code: string
  readonly name: string | null
  readonly place: string
  readonly base: string | null
  readonly area: string
  readonly occupied: boolean
  readonly schematic: boolean
  readonly synthetic: boolean
  readonly approximate: boolean
  readonly geometry: string
}

export type Peer = {
  readonly version: string
  tile(address: TileAddress): Promise<Uint8Array>
  close(): Promise<void>
}

/** Whether Debian's PostgreSQL 15 with PostGIS is here. */
export const hasPostgis =
  existsSync(`${bin}/initdb`) && existsSync('/usr/share/postgresql/15/extension/postgis.control')

/**
 * Debian's PostgreSQL 15 with PostGIS on a cluster of its own: parcels in EPSG:3857 under a GiST index, the blocks of each zoom in a table made
 * beforehand, also indexed; analysed, 512 MB of shared buffers, statements prepared. Its tiles are not packed.
 */
export async function openPeer(rows: AsyncIterable<readonly PeerRow[]>): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'jidi-tiles-postgis-'))
  await chmod(folder, 0o755)
  if (isRoot) await chown(folder, Number(execFileSync('id', ['-u', 'postgres']).toString()), -1)
  const cluster = join(folder, 'cluster')
  asPostgres('initdb', ['-D', cluster, '-U', 'bench', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8'])
  const port = 20_000 + (process.pid % 20_000)
  const options = `-c listen_addresses=127.0.0.1 -p ${port} -k ${folder} -c fsync=off -c shared_buffers=512MB -c jit=off`
  asPostgres('pg_ctl', ['-D', cluster, '-w', '-o', options, '-l', join(folder, 'log'), 'start'])
  const client = new pg.Client(`postgresql://bench@127.0.0.1:${port}/postgres`)
  await client.connect()
  await client.query('create extension postgis')
  await client.query(`create table raw (id text, code text, name text, place text, base text, area numeric, occupied boolean, schematic boolean,
    synthetic boolean, approximate boolean, geometry text)`)
  const columns = [
    'id',
    'code',
    'name',
    'place',
    'base',
    'area',
    'occupied',
    'schematic',
    'synthetic',
    'approximate',
    'geometry',
  ]
  await copyIn(client, { table: 'raw', columns }, linesOf(rows))
  await prepare(client)
  const { rows: said } = await client.query<{ version: string }>('select postgis_lib_version() as version')
  return {
    version: said[0]?.version ?? '',
    async tile({ z, x, y }) {
      const { rows: found } = await client.query<{ tile: Uint8Array }>({
        name: z >= 13 ? 'parcels' : 'blocks',
        text: z >= 13 ? parcelTile : blockTile,
        values: [z, x, y],
      })
      return found[0]?.tile ?? new Uint8Array()
    },
    async close() {
      await client.end()
      asPostgres('pg_ctl', ['-D', cluster, '-m', 'immediate', 'stop'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function* linesOf(rows: AsyncIterable<readonly PeerRow[]>): AsyncGenerator<readonly (string | null)[]> {
  for await (const some of rows)
    for (const row of some)
      yield [
        row.id,
        row.code,
        row.name,
        row.place,
        row.base,
        row.area,
        String(row.occupied),
        String(row.schematic),
        String(row.synthetic),
        String(row.approximate),
        row.geometry,
      ]
}

async function prepare(client: pg.Client): Promise<void> {
  await client.query(`create table parcel as select id, code, name, place, base, area::text as area_m2, occupied, schematic, synthetic, approximate,
    false as offered, area, st_transform(st_setsrid(st_geomfromgeojson(geometry), 4326), 3857) as geom from raw`)
  await client.query('create index on parcel using gist (geom)')
  await client.query('cluster parcel using parcel_geom_idx')
  await client.query(`create table block as
    select z, place, count(*) as parcels, sum(area)::text as area_m2, 0 as offered, 0 as supervised, bool_or(approximate) as approximate,
      bool_or(schematic) as schematic, bool_or(synthetic) as synthetic, st_convexhull(st_collect(geom)) as geom
    from parcel, generate_series(8, 12) as z,
      lateral (select floor((st_x(st_centroid(geom)) + 20037508.342789244) / (40075016.685578488 / 2 ^ (z + 3))) as cx,
                      floor((20037508.342789244 - st_y(st_centroid(geom))) / (40075016.685578488 / 2 ^ (z + 3))) as cy) as cell
    group by z, cx, cy, place`)
  await client.query('create index on block using gist (geom)')
  await client.query('create index on block (z)')
  await client.query('vacuum analyze')
}

const parcelTile = `select st_asmvt(t, 'parcels') as tile from (
  select st_asmvtgeom(geom, st_tileenvelope($1, $2, $3), 4096, 64, true) as g, id, code, name, place, base, area_m2, occupied, schematic, synthetic,
    approximate, offered
  from parcel where geom && st_tileenvelope($1, $2, $3, margin => 64.0 / 4096)) t`
const blockTile = `select st_asmvt(t, 'blocks') as tile from (
  select st_asmvtgeom(geom, st_tileenvelope($1, $2, $3), 4096, 64, true) as g, parcels, area_m2, offered, supervised, approximate, schematic, synthetic
  from block where z = $1 and geom && st_tileenvelope($1, $2, $3, margin => 64.0 / 4096)) t`
