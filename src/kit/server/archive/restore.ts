import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import pg from 'pg'
import { Problem } from '#base/problem.ts'
import type { Database, RecordStore } from '../db.ts'
import { createFiles } from '../files.ts'
import { requeueJobs } from '../jobs.ts'
import type { Log } from '../log.ts'
import { listMigrations, migrate, type Migration } from '../migrate.ts'
import { loadTables } from './load.ts'
import { headsName, type Manifest } from './manifest.ts'
import { readArchive, verifyArchive } from './read.ts'
import type { TarEntry } from './tar.ts'

export type RestoreParts = {
  readonly file: string
  readonly record: RecordStore
  /** How the owner of the record is reached, for the connection that loads. */
  readonly database: pg.ClientConfig
  readonly dataDir: string
  readonly migrationsDir: string
  readonly log: Log
  tell?(done: number, total: number): void
}

export type Restored = { readonly manifest: Manifest; readonly files: number; readonly migrated: number }

const uploadBytes = Number.MAX_SAFE_INTEGER

/**
 * Fills an empty installation from an archive: checks it whole, makes the schema of its time, loads, weighs, migrates to today. Until all
 * of it is done a mark stands in the data folder and nothing starts there.
 * @throws Problem unreadable_file, unavailable (of a later version), conflict (not empty)
 */
export async function restoreBackup(parts: RestoreParts): Promise<Restored> {
  const manifest = await verifyArchive(parts.file)
  const all = await listMigrations(parts.migrationsDir)
  const then = migrationsOf(manifest, all)
  await refuseFull(parts)
  await mkdir(parts.dataDir, { recursive: true })
  await writeFile(markOf(parts.dataDir), `${JSON.stringify({ archive: path.basename(parts.file), at: manifest.at })}\n`)
  await migrate(parts.record.owner, then, parts.log)
  await load(parts, manifest)
  const files = await unpackFiles(parts)
  const migrated = await migrate(parts.record.owner, all, parts.log)
  await requeueJobs(parts.record, manifest.queue)
  await rm(markOf(parts.dataDir))
  return { manifest, files, migrated }
}

/** The mark of a restore that has not come to its end. */
function markOf(dataDir: string): string {
  return path.join(dataDir, 'restore-unfinished')
}

/** @throws Problem unavailable where a restore was begun and not ended */
export async function refuseUnfinishedRestore(dataDir: string): Promise<void> {
  const mark = await readFile(markOf(dataDir), 'utf8').catch(() => undefined)
  if (mark === undefined) return
  throw new Problem('unavailable', {
    issues: [{ text: 'backup.unfinished_restore', where: dataDir, found: mark.trim() }],
  })
}

/** The migrations that the archive was taken under. @throws Problem unavailable when this program does not have them */
function migrationsOf(manifest: Manifest, all: readonly Migration[]): Migration[] {
  return manifest.migrations.map(({ number, name, checksum }) => {
    const known = all.find((one) => one.number === number)
    if (known === undefined) {
      throw new Problem('unavailable', {
        issues: [{ text: 'backup.newer_program', where: `db/${name}`, found: manifest.program }],
      })
    }
    if (known.checksum === checksum) return known
    throw new Problem('unavailable', { issues: [{ text: 'record.changed_migration', where: `db/${name}` }] })
  })
}

async function refuseFull({ record, dataDir }: RestoreParts): Promise<void> {
  if (!(await hasSchema(record.owner))) return
  const isMarked = await stat(markOf(dataDir)).then(
    () => true,
    () => false,
  )
  if (!isMarked) throw new Problem('conflict', { issues: [{ text: 'backup.not_empty', where: dataDir }] })
}

async function hasSchema(owner: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('kit_migration') is not null as there`.execute(
    owner,
  )
  return rows[0]?.there === true
}

async function load({ file, database, tell }: RestoreParts, manifest: Manifest): Promise<void> {
  const client = new pg.Client({ ...database, application_name: 'jidi restore' })
  client.on('error', () => {})
  await client.connect()
  try {
    await loadTables({ client, manifest, ...(tell === undefined ? {} : { tell }) }, readArchive(file))
  } finally {
    await client.end().catch(() => {})
  }
}

/** Uploads by content, the heads of the acts, the packs as they were: these beside, for the program brings its own. */
async function unpackFiles({ file, dataDir }: RestoreParts): Promise<number> {
  let files = 0
  for await (const entry of readArchive(file)) {
    const [, room = '', hash] = /^files\/(?:([a-z]+)\/)?[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(entry.name) ?? []
    if (hash !== undefined) {
      await unpackFile({ dataDir, room, hash }, entry)
      files += 1
    } else if (entry.name === headsName) await unpackText(path.join(dataDir, headsName), entry)
    else if (isPackFile(entry.name)) await unpackText(path.join(dataDir, 'packs-of-backup', entry.name.slice(6)), entry)
  }
  return files
}

const isPackFile = (name: string): boolean =>
  /^packs\/[a-z0-9_-]+(\/[A-Za-z0-9._-]+)+$/.test(name) && !name.includes('..')

async function unpackFile(to: { dataDir: string; room: string; hash: string }, entry: TarEntry): Promise<void> {
  const stored = await createFiles({ dataDir: to.dataDir, uploadBytes }, to.room).put(entry.body)
  if (stored.hash !== to.hash) {
    throw new Problem('unreadable_file', { issues: [{ text: 'backup.entry_damaged', where: entry.name }] })
  }
}

async function unpackText(file: string, { body }: TarEntry): Promise<void> {
  const parts: Buffer[] = []
  for await (const chunk of body) parts.push(chunk)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, Buffer.concat(parts))
}
