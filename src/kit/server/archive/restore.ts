import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { Problem } from '#base/problem.ts'
import { recordAct } from '../acts.ts'
import type { ReachedRecord } from '../db.ts'
import { createFiles } from '../files.ts'
import { requeueJobs } from '../jobs.ts'
import type { Log } from '../log.ts'
import { listMigrations, migrate, type Migration } from '../migrate.ts'
import { clearDatabase } from './clear.ts'
import { isEmpty } from './contents.ts'
import { loadTables } from './load.ts'
import { headsName, type Manifest } from './manifest.ts'
import { findMark, removeFolderMark, removeMark, setFolderMark, setMark } from './marks.ts'
import { readArchive, verifyArchive } from './read.ts'
import type { TarEntry } from './tar.ts'

export type RestoreParts = {
  readonly file: string
  /** Reaches the record, making what is not there; asked when the archive is known to be whole. */
  reach(): Promise<ReachedRecord>
  readonly dataDir: string
  /** Whether the folder has no database yet that `reach` would find. */
  readonly isNew: boolean
  readonly migrationsDir: string
  readonly log: Log
  /** What else is to be done while the mark still stands. */
  also?(): Promise<void>
  tell?(done: number, total: number): void
}

export type Restored = {
  readonly manifest: Manifest
  readonly files: number
  readonly migrated: number
}

const unfinished = 'backup.unfinished_restore'

/**
 * Fills an empty installation from an archive: checks it whole before it touches anything, makes the schema of its time, loads, weighs,
 * migrates to today. Until all of it is done a mark stands and nothing starts there; the same command begins anew.
 * @throws Problem unreadable_file, unavailable (of a later version), conflict (not empty)
 */
export async function restoreBackup(parts: RestoreParts): Promise<Restored> {
  const manifest = await verifyArchive(parts.file)
  const all = await listMigrations(parts.migrationsDir)
  const then = migrationsOf(manifest, all)
  const said = `${path.basename(parts.file)}, ${manifest.at}`
  if (parts.isNew) await setFolderMark(parts.dataDir, said)
  const reached = await parts.reach()
  try {
    await prepare(parts, reached, said)
    const { record } = reached
    await migrate(record.owner, then, parts.log)
    await load(parts, reached, manifest)
    const files = await unpackFiles(parts, manifest)
    const migrated = await migrate(record.owner, all, parts.log)
    await record.ownerPool.query('analyze')
    await requeueJobs(record, manifest.queue)
    const detail = { at: manifest.at, program: manifest.program }
    await record.asSystem((tx) =>
      recordAct(tx, { name: 'kit.restored', subject: { kind: 'archive', id: path.basename(parts.file) }, detail }),
    )
    await parts.also?.()
    await removeFolderMark(parts.dataDir)
    await removeMark(record.ownerPool, unfinished)
    return { manifest, files, migrated }
  } finally {
    await reached.record.close()
  }
}

/** The migrations that the archive was taken under. @throws Problem unavailable when they are not the first of this program's */
function migrationsOf(manifest: Manifest, all: readonly Migration[]): Migration[] {
  return manifest.migrations.map(({ number, name, checksum }, at) => {
    const known = all.find((one) => one.number === number)
    if (known === undefined) {
      throw new Problem('unavailable', {
        issues: [{ text: 'backup.newer_program', where: `db/${name}`, found: manifest.program }],
      })
    }
    if (known.checksum === checksum && all[at] === known) return known
    throw new Problem('unavailable', { issues: [{ text: 'backup.other_migration', where: `db/${name}` }] })
  })
}

/** Nothing is written over; what a restore that did not end has left is cleared. The mark of the database comes before anything else in it. */
async function prepare({ dataDir }: RestoreParts, { address }: ReachedRecord, said: string): Promise<void> {
  const client = await connect(address.owner)
  try {
    const mark = await findMark(client)
    if (mark?.mark !== unfinished && (mark !== undefined || !(await isEmpty(client)))) {
      throw new Problem('conflict', { issues: [{ text: 'backup.not_empty', where: dataDir }] })
    }
    if (mark === undefined) await putHeadsAside(dataDir)
    await setMark(client, unfinished, said)
    await setFolderMark(dataDir, said)
    if (mark !== undefined) await clearDatabase(client)
  } finally {
    await client.end().catch(() => {})
  }
}

async function load(parts: RestoreParts, { address }: ReachedRecord, manifest: Manifest): Promise<void> {
  const client = await connect(address.owner)
  try {
    const { file, tell } = parts
    await loadTables({ client, manifest, ...(tell === undefined ? {} : { tell }) }, readArchive(file))
  } finally {
    await client.end().catch(() => {})
  }
}

async function connect(owner: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...owner, application_name: 'jidi restore' })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Heads that lie here are of acts which the archive may not know: they are evidence, and stay under another name. */
async function putHeadsAside(dataDir: string): Promise<void> {
  const heads = path.join(dataDir, headsName)
  const isThere = await stat(heads).then(
    () => true,
    () => false,
  )
  if (isThere) await rename(heads, path.join(dataDir, `act-heads-before-${Date.now()}.jsonl`))
}

/** Uploads by content, the heads of the acts, the packs as they were: these beside, for the program brings its own. */
async function unpackFiles({ file, dataDir }: RestoreParts, { damaged }: Manifest): Promise<number> {
  const bad = new Set(damaged)
  let files = 0
  for await (const entry of readArchive(file)) {
    const [, room = '', hash] = /^files\/(?:([a-z]+)\/)?[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(entry.name) ?? []
    if (hash !== undefined) {
      if (bad.has(entry.name)) continue
      await unpackFile({ dataDir, room, hash }, entry)
      files += 1
    } else if (entry.name === headsName) await unpackText(path.join(dataDir, headsName), entry)
    else if (entry.name.startsWith('packs/')) {
      await unpackText(path.join(dataDir, 'packs-of-backup', entry.name.slice('packs/'.length)), entry)
    }
  }
  return files
}

async function unpackFile(to: { dataDir: string; room: string; hash: string }, entry: TarEntry): Promise<void> {
  const files = createFiles({ dataDir: to.dataDir, uploadBytes: Number.MAX_SAFE_INTEGER }, to.room)
  const stored = await files.put(entry.body)
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
