import type { Client } from 'pg'
import { quoteName } from '../copy.ts'
import type { Manifest } from './manifest.ts'

// What a record holds, asked of the database itself, so that no table is forgotten: those of a later release are in the archive too.

/** Times, numbers and intervals are written alike whatever the server is set to. */
export const plainSession = `set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set extra_float_digits = 1; set bytea_output = 'hex'; set statement_timeout = 0; set lock_timeout = '30s'`

/** Tables that say which program made the schema; the restore makes them itself. */
const ownTables = ['kit_migration']

export type TableHere = { readonly name: string; readonly columns: readonly string[] }

/** Whatever belongs to an extension is made by it. `classid` matters: two catalogues may give the same number. */
const isOfExtension = `exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`

/** Every table of the record with the columns that are stored, not computed; one that lies in parts counts as one. */
export async function listTables(client: Client): Promise<TableHere[]> {
  const { rows } = await client.query<TableHere>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace
       and c.relname <> all ($1) and not ${isOfExtension}
     group by c.relname order by c.relname`,
    [ownTables],
  )
  return rows
}

/** The parts of tables, those that hold others first. */
export async function listPartitions(client: Client): Promise<Manifest['partitions']> {
  const { rows } = await client.query<Manifest['partitions'][number]>(
    `select c.relname as name, p.relname as of, pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
     where c.relispartition and c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
     order by p.relispartition, c.relname`,
  )
  return rows
}

/** Whether anything at all was made in a database: tables, views or sequences of anybody, or the queue of jobs. */
export async function isEmpty(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ empty: boolean }>(
    `select to_regnamespace('pgboss') is null and not exists (
       select from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
         and c.relnamespace = current_schema()::regnamespace and not ${isOfExtension}) as empty`,
  )
  return rows[0]?.empty === true
}

export async function listSequences(client: Client): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select sequencename as name, last_value::text as value from pg_sequences
     where schemaname = current_schema() and last_value is not null order by 1`,
  )
  return rows
}

export async function listApplied(client: Client): Promise<Manifest['migrations']> {
  const { rows } = await client.query<Manifest['migrations'][number]>(
    `select number, name, checksum from kit_migration order by number`,
  )
  return rows
}

/** Jobs that somebody asked for: what the clock begins, it begins again. None where no house was ever at work. */
export async function listWaitingJobs(client: Client): Promise<Manifest['queue']> {
  const there = await client.query<{ there: boolean }>(`select to_regclass('pgboss.job') is not null as there`)
  if (there.rows[0]?.there !== true) return []
  const { rows } = await client.query<{ id: string; name: string; data: Record<string, unknown> | null; start: Date }>(
    `select j.id, j.name, j.data, j.start_after as start from pgboss.job j join kit_job k on k.id = j.id
     where j.state < 'completed' and not exists (select from pgboss.schedule s where s.name = j.name)
     order by j.created_on, j.id`,
  )
  return rows.map(({ id, name, data, start }) => ({ id, name, data: data ?? {}, startAfter: start.toISOString() }))
}

/** Rows and digest of a table. */
export async function weigh(client: Client, table: string): Promise<{ rows: string; digest: string }> {
  const { rows } = await client.query<{ rows: string; digest: string }>(
    `select count(*)::text as rows, coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text as digest
     from ${quoteName(table)} t`,
  )
  return rows[0] ?? { rows: '0', digest: '0' }
}
