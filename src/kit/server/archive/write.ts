import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { Problem } from '#base/problem.ts'
import { copyChunksOut, quoteName } from '../copy.ts'
import {
  listApplied,
  listPartitions,
  listSequences,
  listTables,
  listWaitingJobs,
  plainSession,
  weigh,
} from './contents.ts'
import { HeldFiles } from './held-files.ts'
import { archiveFormat, headsName, isKnownEntry, type Manifest, manifestName } from './manifest.ts'
import { refuseMarked } from './marks.ts'
import { type TarEntry, writeTar } from './tar.ts'

export type BackupParts = {
  /** How the owner of the record is reached. */
  readonly database: pg.ClientConfig
  readonly dataDir: string
  readonly packsDir: string
  readonly packs: readonly string[]
  readonly version: string
  /** Where the archive is to be; it appears there when it is whole. */
  readonly file: string
  readonly signal?: AbortSignal
  tell?(done: number, total: number): void
}

export type Backup = { readonly file: string; readonly bytes: number; readonly manifest: Manifest }

const portionBytes = 8 * 2 ** 20

/**
 * Writes everything that an installation keeps into one file, from one snapshot, while others work on; then an act says so.
 * Keys are left out: they stay with the machine. @throws Problem unavailable, conflict where the file exists
 */
export async function writeBackup(parts: BackupParts): Promise<Backup> {
  await mkdir(path.dirname(parts.file), { recursive: true })
  await refuseExisting(parts.file)
  const client = new pg.Client({ ...parts.database, application_name: 'jidi backup' })
  const lost: { error?: Error } = {}
  client.on('error', (error) => (lost.error = error))
  await client.connect()
  const files = new HeldFiles(parts.dataDir)
  try {
    await refuseMarked(client, parts.dataDir)
    const manifest = await writeSnapshot({ ...parts, client, files })
    await tellAct(client, path.basename(parts.file))
    return { file: parts.file, bytes: (await stat(parts.file)).size, manifest }
  } catch (error) {
    if (lost.error === undefined && !isLost(error)) throw error
    throw new Problem('unavailable', { issues: [{ text: 'backup.database_lost', where: parts.file }], cause: error })
  } finally {
    await files.release()
    await client.end().catch(() => {})
  }
}

type Writing = BackupParts & { readonly client: pg.Client; readonly files: HeldFiles }

async function writeSnapshot(parts: Writing): Promise<Manifest> {
  const { client, files, file, signal } = parts
  const partial = `${file}.partial`
  try {
    await client.query(plainSession)
    await files.hold()
    await client.query('begin isolation level repeatable read read only')
    const { rows } = await client.query<{ at: Date }>('select transaction_timestamp() as at')
    await files.hold()
    const kept: { manifest?: Manifest } = {}
    const tar = writeTar(
      entriesOf({ ...parts, at: rows[0]?.at ?? new Date() }, (manifest) => (kept.manifest = manifest)),
    )
    await pipeline(
      Readable.from(tar, { objectMode: false }),
      createGzip({ level: 4 }),
      // It holds what everybody in the house may not see: for its owner alone.
      createWriteStream(partial, { mode: 0o600 }),
      signal === undefined ? {} : { signal },
    )
    await client.query('commit')
    await putInPlace(partial, file)
    if (kept.manifest === undefined) throw new Problem('internal', { details: { archive: file } })
    return kept.manifest
  } finally {
    await rm(partial, { force: true })
  }
}

/** Everything went out of the house in one file: those who answer for that find it among the acts. */
async function tellAct(client: pg.Client, archive: string): Promise<void> {
  await client.query('begin')
  await client.query(`select set_config('jidi.actor', 'system', true)`)
  await client.query(
    `insert into act (name, subject_kind, subject_id, detail) values ('kit.backed_up', 'archive', $1, '{}')`,
    [archive],
  )
  await client.query('commit')
}

/** The server ended, or was ended, while we read. */
function isLost(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return code === '57P01' || code === 'ECONNRESET' || message === 'Connection terminated unexpectedly'
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  )
  if (isThere) throw new Problem('conflict', { issues: [{ text: 'backup.file_exists', where: file }] })
}

/** On disk before it has its name: a name promises a whole archive. */
async function putInPlace(partial: string, file: string): Promise<void> {
  const handle = await open(partial, 'r+')
  await handle.sync()
  await handle.close()
  await rename(partial, file)
  const folder = await open(path.dirname(file), 'r')
  await folder.sync().catch(() => {})
  await folder.close()
}

async function* entriesOf(
  parts: Writing & { readonly at: Date },
  keep: (manifest: Manifest) => void,
): AsyncGenerator<TarEntry> {
  const { client } = parts
  const entries: Manifest['entries'] = []
  const whole = (name: string, bytes: Buffer): TarEntry => {
    entries.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
    return entryOf(name, bytes)
  }
  const here = await listTables(client)
  const tables: Manifest['tables'] = []
  for (const table of here) {
    parts.tell?.(tables.length, here.length)
    tables.push({ name: table.name, columns: [...table.columns], ...(await weigh(client, table.name)) })
    let portion = 0
    for await (const bytes of portionsOf(client, table)) {
      portion += 1
      yield whole(`tables/${table.name}/${String(portion).padStart(6, '0')}`, bytes)
    }
  }
  parts.tell?.(here.length, here.length)
  const heads = await headsOf(parts)
  if (heads.length > 0) yield whole(headsName, heads)
  for await (const { name, bytes } of packFiles(parts)) yield whole(name, bytes)
  const damaged: string[] = []
  for await (const { name, file, size } of parts.files.all()) {
    const { entry, ended } = hashed(`files/${name}`, file, size)
    yield entry
    const sha256 = ended()
    entries.push({ name: entry.name, bytes: size, sha256 })
    if (path.basename(name) !== sha256) damaged.push(entry.name)
  }
  const manifest: Manifest = {
    format: archiveFormat,
    program: parts.version,
    at: parts.at.toISOString(),
    postgres:
      Math.floor(Number((await client.query<{ v: string }>('show server_version_num')).rows[0]?.v ?? 0) / 10_000) || 0,
    packs: [...parts.packs],
    migrations: await listApplied(client),
    tables,
    partitions: await listPartitions(client),
    sequences: await listSequences(client),
    queue: await listWaitingJobs(client),
    damaged,
    entries,
  }
  keep(manifest)
  yield entryOf(manifestName, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`))
}

function entryOf(name: string, bytes: Buffer): TarEntry {
  return {
    name,
    size: bytes.length,
    body: (async function* () {
      yield bytes
    })(),
  }
}

async function* portionsOf(client: pg.Client, { name, columns }: { name: string; columns: readonly string[] }) {
  const statement = `copy (select ${columns.map(quoteName).join(', ')} from ${quoteName(name)}) to stdout`
  let held: Buffer[] = []
  let bytes = 0
  for await (const chunk of copyChunksOut(client, statement)) {
    held.push(chunk)
    bytes += chunk.length
    if (bytes < portionBytes) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held)
}

/** The heads of the chain of acts as far as the snapshot knows the chain: acts are sealed on while it is read. */
async function headsOf({ client, dataDir }: Writing): Promise<Buffer> {
  const text = await readFile(path.join(dataDir, headsName), 'utf8').catch(() => '')
  const { rows } = await client.query<{ last: string | null }>('select max(position)::text as last from act_seal')
  const last = BigInt(rows[0]?.last ?? 0)
  const lines = text.split('\n').filter((line) => {
    const [, position] = /^\{"position":"(\d+)"/.exec(line) ?? []
    return position !== undefined && BigInt(position) <= last
  })
  return Buffer.from(lines.map((line) => `${line}\n`).join(''))
}

/** The packs as they lie on disk. @throws Problem refused_by_rule for a file whose name no archive holds */
async function* packFiles({ packsDir, packs }: BackupParts): AsyncGenerator<{ name: string; bytes: Buffer }> {
  for (const pack of packs) {
    const folder = path.join(packsDir, pack)
    const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const one of found.filter((each) => each.isFile()).toSorted(byPath)) {
      const file = path.join(one.parentPath, one.name)
      const name = `packs/${pack}/${path.relative(folder, file).replaceAll(path.sep, '/')}`
      if (!isKnownEntry(name)) {
        throw new Problem('refused_by_rule', { issues: [{ text: 'backup.name_too_long', where: name }] })
      }
      yield { name, bytes: await readFile(file) }
    }
  }
}

const byPath = (a: { parentPath: string; name: string }, b: { parentPath: string; name: string }): number =>
  path.join(a.parentPath, a.name) < path.join(b.parentPath, b.name) ? -1 : 1

function hashed(name: string, file: string, size: number): { entry: TarEntry; ended(): string } {
  const hash = createHash('sha256')
  const body = (async function* () {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      yield chunk
    }
  })()
  return { entry: { name, size, body }, ended: () => hash.digest('hex') }
}
