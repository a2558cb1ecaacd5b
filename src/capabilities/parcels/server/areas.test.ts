import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { chmod, chown } from 'node:fs/promises'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measureShape } from '#base/geo/area.ts'
import { toZone } from '#base/geo/crs.ts'
import { type AreaShape, asKept, type Position } from '#base/geo/geometry.ts'
import { connectRecord, serverAddress } from '#kit/server/db.ts'
import { sharedArea } from '#kit/server/geometry.ts'
import { quietLog } from '#kit/server/log.ts'
import { listMigrations, migrate } from '#kit/server/migrate.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import { offerGeometryView } from './geometry-view.ts'
import { createParcelsInBulk, createShapesInBulk } from './service.ts'

// Debian's PostGIS (postgresql-15-postgis-3) is the other opinion; where it is not installed, the published polygons of GeographicLib in
// src/base/geo/geo.test.ts are the only one.
const bin = '/usr/lib/postgresql/15/bin'
const hasPostgis = existsSync(`${bin}/initdb`) && existsSync('/usr/share/postgresql/15/extension/postgis.control')
const isRoot = process.getuid?.() === 0
const asPostgres = (program: string, args: readonly string[]) =>
  isRoot
    ? execFileSync('runuser', ['-u', 'postgres', '--', `${bin}/${program}`, ...args], { stdio: 'ignore' })
    : execFileSync(`${bin}/${program}`, args, { stdio: 'ignore' })

const runs = 1_000
/** Simple polygons around a point, from some metres to some ten kilometres, half of them with a hole. */
const polygons = fc.sample(
  fc
    .record({
      x: fc.double({ min: 74, max: 134, noNaN: true }),
      y: fc.double({ min: 4, max: 53, noNaN: true }),
      size: fc.double({ min: -4.5, max: -1, noNaN: true }),
      radii: fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 }),
      hole: fc.boolean(),
    })
    .map(({ x, y, size, radii, hole }): AreaShape => {
      const ring = (part: number) => {
        const open = radii.map((radius, i): Position => {
          const angle = (i / radii.length) * 2 * Math.PI
          const length = radius * part * 10 ** size
          return [x + length * Math.cos(angle), y + length * Math.sin(angle)]
        })
        return [...open, open[0] as Position]
      }
      return asKept({ type: 'Polygon', coordinates: hole ? [ring(1), ring(0.4)] : [ring(1)] })
    }),
  { numRuns: runs, seed: 20 },
)

describe.skipIf(!hasPostgis)('areas beside PostGIS', () => {
  let folder = ''
  let client: pg.Client
  let url = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jidi-postgis-'))
    await chmod(folder, 0o755)
    const cluster = join(folder, 'cluster')
    if (isRoot) await chown(folder, Number(execFileSync('id', ['-u', 'postgres']).toString()), -1)
    asPostgres('initdb', ['-D', cluster, '-U', 'jidi_test', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8'])
    const port = 20_000 + (process.pid % 20_000)
    const options = `-c listen_addresses=127.0.0.1 -p ${port} -k ${folder} -c fsync=off`
    asPostgres('pg_ctl', ['-D', cluster, '-w', '-o', options, '-l', join(folder, 'log'), 'start'])
    url = `postgresql://jidi_test@127.0.0.1:${port}/postgres`
    client = new pg.Client(url)
    await client.connect()
    await client.query('create extension postgis')
  }, 120_000)
  afterAll(async () => {
    await client?.end()
    asPostgres('pg_ctl', ['-D', join(folder, 'cluster'), '-m', 'immediate', 'stop'])
    rmSync(folder, { recursive: true, force: true })
  })

  const answers = async (expression: string, rows: readonly unknown[]): Promise<Record<string, number>[]> => {
    const { rows: found } = await client.query(
      `select ${expression} from jsonb_array_elements($1::jsonb) with ordinality as t (g, n) order by n`,
      [JSON.stringify(rows)],
    )
    return found
  }

  it(`${runs} random polygons are as large as geography says, within 0.01 %`, async () => {
    const theirs = await answers(
      `st_area(st_geomfromgeojson(g::text)::geography) as area, st_perimeter(st_geomfromgeojson(g::text)::geography) as perimeter`,
      polygons,
    )
    const off = polygons.map((shape, i) => {
      const { area, perimeter } = measureShape(shape)
      return Math.max(
        Math.abs(area / (theirs[i]?.area ?? 0) - 1),
        Math.abs(perimeter / (theirs[i]?.perimeter ?? 0) - 1),
      )
    })
    expect(theirs).toHaveLength(runs)
    expect(Math.max(...off)).toBeLessThan(1e-4)
  })

  it('zones are where ST_Transform puts them, within a millimetre', async () => {
    const zone = { kind: 'gauss_kruger', width: 3, zone: 38, prefix: true } as const
    const points = polygons.slice(0, 300).map((_, i): Position => [112.5 + (i % 30) / 10, 18 + i / 10])
    const theirs = await answers(
      `st_x(st_transform(st_setsrid(st_point((g->>0)::float8, (g->>1)::float8), 4490), 4526)) as east,
       st_y(st_transform(st_setsrid(st_point((g->>0)::float8, (g->>1)::float8), 4490), 4526)) as north`,
      points,
    )
    const off = points.map((at, i) => {
      const { east, north } = toZone(zone, at)
      // PostGIS answers in the order of the authority or of GIS, by version: both are looked at.
      const [x = 0, y = 0] = [theirs[i]?.east, theirs[i]?.north]
      return Math.min(Math.hypot(east - x, north - y), Math.hypot(east - y, north - x))
    })
    expect(Math.max(...off)).toBeLessThan(0.001)
  })

  it('shared ground is as large as ST_Intersection says', async () => {
    const pairs = polygons.slice(0, 300).map((shape) => {
      const shift = 10 ** -4.6
      const moved = shape.coordinates.map((ring) =>
        (ring as Position[]).map(([x, y]): Position => [x + shift, y + shift / 2]),
      )
      return [shape, asKept({ type: 'Polygon', coordinates: moved })] as const
    })
    const theirs = await answers(
      `st_area(st_intersection(st_geomfromgeojson((g->0)::text), st_geomfromgeojson((g->1)::text))::geography) as area`,
      pairs,
    )
    pairs.forEach(([one, other], i) => {
      const [ours, area] = [sharedArea(one, other), theirs[i]?.area ?? 0]
      expect(Math.abs(ours - area)).toBeLessThan(Math.max(1e-4 * area, 0.01))
    })
  })

  it('GIS tools find the current shapes in a view that is granted to nobody', async () => {
    const record = await connectRecord(serverAddress(url), quietLog)
    try {
      await migrate(record.owner, await listMigrations('db'), quietLog)
      const programme = await demoProgramme()
      await record.asSystem(async (tx) => {
        const [parcel = ''] = await createParcelsInBulk(tx, programme, [
          { code: 'V-1', place: 'kite', area: '100', synthetic: true },
        ])
        await createShapesInBulk(tx, [{ parcel, geometry: polygons[0] as AreaShape }])
      })
      expect(await offerGeometryView({ record })).toBe(true)
      expect(await offerGeometryView({ record })).toBe(true)
      const { rows } = await client.query(
        `select code, st_srid(geometry) as srid, st_geometrytype(geometry) as type, st_area(geometry::geography) as area, measured_area from parcel_geometry`,
      )
      expect(rows).toMatchObject([{ code: 'V-1', srid: 4490, type: 'ST_MultiPolygon' }])
      expect(rows[0].area / Number(rows[0].measured_area)).toBeCloseTo(1, 3)
      const granted = await client.query(
        `select grantee from information_schema.role_table_grants where table_name = 'parcel_geometry' and grantee <> 'jidi_test'`,
      )
      expect(granted.rows).toEqual([])
    } finally {
      await record.close()
    }
  }, 60_000)
})
