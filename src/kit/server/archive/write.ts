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
import { listApplied, listSequences, listTables, listWaitingJobs, plainSession, weigh } from './contents.ts'
import { archiveFormat, headsName, type Manifest, manifestName } from './manifest.ts'
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
  readonly now: Date
  readonly signal?: AbortSignal
  tell?(done: number, total: number): void
}

export type Backup = { readonly file: string; readonly bytes: number; readonly manifest: Manifest }

const portionBytes = 8 * 2 ** 20

/**
 * Writes everything that an installation keeps into one file, from one snapshot, while others work on.
 * Keys are left out: they stay with the machine. @throws Problem unavailable, conflict where the file exists
 */
export async function writeBackup(parts: BackupParts): Promise<Backup> {
  const partial = `${parts.file}.partial`
  await mkdir(path.dirname(parts.file), { recursive: true })
  await refuseExisting(parts.file)
  const client = new pg.Client({ ...parts.database, application_name: 'jidi backup' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(plainSession)
    await client.query('begin isolation level repeatable read read only')
    const kept: { manifest?: Manifest } = {}
    const tar = writeTar(entriesOf({ ...parts, client }, (manifest) => (kept.manifest = manifest)))
    const until = parts.signal === undefined ? {} : { signal: parts.signal }
    await pipeline(
      Readable.from(tar, { objectMode: false }),
      createGzip({ level: 4 }),
      createWriteStream(partial),
      until,
    )
    await putInPlace(partial, parts.file)
    if (kept.manifest === undefined) throw new Problem('internal', { details: { archive: parts.file } })
    return { file: parts.file, bytes: (await stat(parts.file)).size, manifest: kept.manifest }
  } finally {
    await rm(partial, { force: true })
    await client.end().catch(() => {})
  }
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
}

type Writing = BackupParts & { readonly client: pg.Client }

async function* entriesOf(parts: Writing, keep: (manifest: Manifest) => void): AsyncGenerator<TarEntry> {
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
  for await (const { name, bytes } of textsOf(parts)) yield whole(name, bytes)
  for await (const { name, file, size } of storedFiles(path.join(parts.dataDir, 'files'))) {
    const { entry, ended } = hashed(name, file, size)
    yield entry
    entries.push({ name, bytes: size, sha256: ended() })
  }
  const manifest: Manifest = {
    format: archiveFormat,
    program: parts.version,
    at: parts.now.toISOString(),
    postgres:
      Math.floor(Number((await client.query<{ v: string }>('show server_version_num')).rows[0]?.v ?? 0) / 10_000) || 0,
    packs: [...parts.packs],
    migrations: await listApplied(client),
    tables,
    sequences: await listSequences(client),
    queue: await listWaitingJobs(client),
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
  const statement = `copy ${quoteName(name)} (${columns.map(quoteName).join(', ')}) to stdout`
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

/** The heads of the chain of acts, and the packs as they lie on disk. */
async function* textsOf({ dataDir, packsDir, packs }: BackupParts): AsyncGenerator<{ name: string; bytes: Buffer }> {
  const heads = await readFile(path.join(dataDir, headsName)).catch(() => undefined)
  if (heads !== undefined) yield { name: headsName, bytes: heads }
  for (const pack of packs) {
    const folder = path.join(packsDir, pack)
    const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const one of found.filter((each) => each.isFile()).toSorted(byPath)) {
      const file = path.join(one.parentPath, one.name)
      yield {
        name: `packs/${pack}/${path.relative(folder, file).replaceAll(path.sep, '/')}`,
        bytes: await readFile(file),
      }
    }
  }
}

const byPath = (a: { parentPath: string; name: string }, b: { parentPath: string; name: string }): number =>
  path.join(a.parentPath, a.name) < path.join(b.parentPath, b.name) ? -1 : 1

/** What people uploaded, by content; what is still arriving is not there yet. */
async function* storedFiles(folder: string): AsyncGenerator<{ name: string; file: string; size: number }> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const one of found.filter((each) => each.isFile() && /^[0-9a-f]{64}$/.test(each.name)).toSorted(byPath)) {
    const file = path.join(one.parentPath, one.name)
    const size = await stat(file).then(
      (known) => known.size,
      () => undefined,
    )
    if (size !== undefined) yield { name: `files/${path.relative(folder, file).replaceAll(path.sep, '/')}`, file, size }
  }
}

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
