import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Database } from './db.ts'
import type { Log } from './log.ts'

/** One numbered step of the schema: `db/0004_registers.sql`. */
export type Migration = {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** The migrations of a folder in order. Throws Problem `internal` when two carry the same number. */
export async function listMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort()
  const migrations: Migration[] = []
  for (const name of names) {
    const number = Number(name.slice(0, 4))
    if (migrations.at(-1)?.number === number) {
      throw new Problem('internal', { issues: [{ text: 'record.same_number', where: `db/${name}` }] })
    }
    const text = (await readFile(path.join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
    migrations.push({ number, name, sql: text, checksum: createHash('sha256').update(text).digest('hex') })
  }
  return migrations
}

/**
 * Brings the schema up to date, each migration in a transaction of its own; two processes at once wait for each other.
 * Throws Problem `unavailable` when the data comes from a newer program or a migration was changed after it ran.
 */
export async function migrate(owner: Kysely<Database>, migrations: readonly Migration[], log: Log): Promise<number> {
  let ran = 0
  for (;;) {
    const migration = await owner.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('jidi.migrate', 0))`.execute(tx)
      await sql`create table if not exists kit_migration (
        number integer primary key, name text not null, checksum text not null,
        applied_at timestamptz not null default clock_timestamp()
      )`.execute(tx)
      const next = nextMigration(
        migrations,
        await tx.selectFrom('kit_migration').selectAll().orderBy('number').execute(),
      )
      if (!next) return undefined
      await runMigration(tx, next)
      return next
    })
    if (!migration) return ran
    log.info({ migration: migration.name }, 'migrated')
    ran += 1
  }
}

type Applied = { readonly number: number; readonly name: string; readonly checksum: string }

function nextMigration(migrations: readonly Migration[], applied: readonly Applied[]): Migration | undefined {
  for (const { number, name, checksum } of applied) {
    const known = migrations.find((migration) => migration.number === number)
    if (!known) throw refusal('record.newer_data', name)
    if (known.checksum !== checksum) throw refusal('record.changed_migration', known.name)
  }
  const done = new Set(applied.map((row) => row.number))
  const next = migrations.find((migration) => !done.has(migration.number))
  const last = applied.at(-1)
  if (next && last && next.number < last.number) throw refusal('record.late_migration', next.name)
  return next
}

function refusal(text: string, name: string): Problem {
  return new Problem('unavailable', { issues: [{ text, where: `db/${name}` }] })
}

async function runMigration(tx: Kysely<Database>, migration: Migration): Promise<void> {
  try {
    await sql.raw(migration.sql).execute(tx)
  } catch (error) {
    const at = Number((error as { position?: string }).position)
    const line = at > 0 ? migration.sql.slice(0, at).split('\n').length : 1
    throw new Problem('unavailable', {
      issues: [
        { text: 'record.failed_migration', where: `db/${migration.name}:${line}`, found: (error as Error).message },
      ],
      cause: error,
    })
  }
  const { number, name, checksum } = migration
  await tx.insertInto('kit_migration').values({ number, name, checksum }).execute()
}
