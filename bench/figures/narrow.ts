import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import type { MirrorTable } from '#capabilities/observations/server/service.ts'
import { copyChunks } from '#kit/server/copy.ts'
import type { Facts } from '#kit/server/facts.ts'
import { startLocalPostgres } from '#kit/server/local-postgres.ts'
import { quietLog } from '#kit/server/log.ts'

/**
 * The peer: PostgreSQL with one row for each value (enterprise, indicator, period, value), indexes that cover every question, and
 * settings that suit one reader on this machine. Values are those of the mirror.
 */
export type Narrow = {
  query(sql: string): Promise<Record<string, unknown>[]>
  readonly version: string
  close(): Promise<void>
}

const forReading = {
  shared_buffers: '3GB',
  work_mem: '256MB',
  effective_cache_size: '8GB',
  random_page_cost: '1.1',
  jit: 'off',
  max_parallel_workers_per_gather: '2',
  max_parallel_maintenance_workers: '2',
  maintenance_work_mem: '1GB',
  max_wal_size: '16GB',
  fsync: 'off',
  synchronous_commit: 'off',
}

const tables = `
create table enterprise (id integer primary key, subject text not null, town text, base text, industry text, size text, ownership text);
create table class_member (taxonomy text, class text, leaf boolean, industry text);
create unlogged table fact (enterprise integer not null, indicator smallint not null, period integer not null, value numeric not null);
create table indicator (id smallint primary key, name text not null);`

const indexes = [
  'create unique index on enterprise (subject)',
  'create index on class_member (taxonomy, industry)',
  'create index on fact (indicator, period) include (enterprise, value)',
  'create index on fact (enterprise, indicator, period) include (value)',
]

/** Opens the peer in a folder; at the first time, and when the mirror is another one, it is loaded, which takes minutes. */
export async function openNarrow(folder: string, mirror: Facts, table: MirrorTable): Promise<Narrow> {
  await mkdir(folder, { recursive: true })
  const server = await startLocalPostgres(folder, quietLog, forReading)
  const client = new pg.Client({ host: server.socketDir, user: 'jidi_owner', database: 'postgres' })
  client.on('error', () => undefined)
  await client.connect()
  const close = async () => {
    await client.end()
    await server.stop()
  }
  try {
    const [held] = await mirror.query<{ rows: string; last: number }>(
      `select count(*) as rows, max(known_at) as last from ${table.name}`,
    )
    const stamp = `${held?.rows} ${held?.last}`
    if (!(await isLoaded(client, stamp))) await fill(client, { mirror, table, folder, stamp })
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return {
      query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
      version: rows[0]?.server_version ?? '',
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function isLoaded(client: pg.Client, stamp: string): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(`select to_regclass('loaded') is not null as has`)
  if (rows[0]?.has !== true) return false
  const found = await client.query<{ stamp: string }>('select stamp from loaded')
  return found.rows[0]?.stamp === stamp
}

type Filling = { readonly mirror: Facts; readonly table: MirrorTable; readonly folder: string; readonly stamp: string }

async function fill(client: pg.Client, { mirror, table, folder, stamp }: Filling): Promise<void> {
  const started = Date.now()
  await client.query('drop table if exists enterprise, class_member, fact, indicator, loaded')
  await client.query(tables)
  const dimensions = 'subject, town, base, industry, size, ownership'
  await mirror.exec(`create or replace temp table enterprise_id as select row_number() over (order by subject) as id, * from
    (select distinct ${dimensions} from ${table.name} where sign = 1)`)
  const load = async (into: string, select: string): Promise<number> => {
    const file = path.join(folder, `${into}.csv`)
    await mirror.exec(`copy (${select}) to '${file}' (format csv, header false)`)
    const rows = await copyChunks(client, `copy ${into} from stdin (format csv)`, createReadStream(file))
    await rm(file)
    return rows
  }
  await load('enterprise', `select id, ${dimensions} from enterprise_id`)
  await load('class_member', 'select taxonomy, class, leaf, industry from dim_class')
  let values = 0
  for (const [i, cell] of thisPeriod(table).entries()) {
    await client.query('insert into indicator values ($1, $2)', [i, cell.indicator])
    const standing = `select subject, period, sum(${cell.value}) as value from ${table.name} where ${cell.value} is not null group by subject, period`
    values += await load(
      'fact',
      `select e.id, ${i}, f.period, f.value from (${standing}) f join enterprise_id e on e.subject = f.subject`,
    )
  }
  for (const index of indexes) await client.query(index)
  await client.query('vacuum analyze')
  await client.query('create table loaded as select $1::text as stamp', [stamp])
  console.log(`loaded ${values} values into the narrow table in ${Math.round((Date.now() - started) / 1000)} s`)
}

/** The number of an indicator in the narrow table. */
export function narrowId(table: MirrorTable, indicator: string): number {
  return thisPeriod(table).findIndex((cell) => cell.indicator === indicator)
}

function thisPeriod(table: MirrorTable): MirrorTable['cells'][number][] {
  return table.cells.filter((cell) => cell.span === 'this')
}
