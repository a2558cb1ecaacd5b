import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { createFiles } from '../files.ts'
import { recordAct } from '../acts.ts'
import { quietLog } from '../log.ts'
import { cloneTestRecord, emptyTestRecord } from '../testing-server.ts'
import { testActor } from '../testing.ts'
import { listTables, plainSession, weigh } from './contents.ts'
import type { Manifest } from './manifest.ts'
import { type Restored, restoreBackup } from './restore.ts'
import { readTar, type TarEntry, writeTar } from './tar.ts'
import { type Backup, writeBackup } from './write.ts'

/** A record with a data folder, for tests of archives. */
export type Place = { readonly folder: string } & Awaited<ReturnType<typeof cloneTestRecord>>

export async function sourcePlace(): Promise<Place> {
  return { folder: await mkdtemp(path.join(tmpdir(), 'jidi-from-')), ...(await cloneTestRecord()) }
}

export async function emptyPlace(): Promise<Place> {
  return { folder: await mkdtemp(path.join(tmpdir(), 'jidi-to-')), ...(await emptyTestRecord()) }
}

export async function leavePlace({ record, folder }: Place): Promise<void> {
  await record.close()
  await rm(folder, { recursive: true, force: true })
}

export const archiveOf = (place: Place): string => path.join(place.folder, 'kept.tar.gz')

export function backUp(place: Place, more: { file?: string; signal?: AbortSignal } = {}): Promise<Backup> {
  return writeBackup({
    database: place.address.owner,
    dataDir: place.folder,
    packsDir: path.resolve('packs'),
    packs: ['demo'],
    version: '0.1.0',
    file: archiveOf(place),
    ...more,
  })
}

/** Restores as the command does, but leaves the record open. */
export function restoreTo(
  place: Place,
  file: string,
  more: { migrationsDir?: string; also?: () => Promise<void> } = {},
): Promise<Restored> {
  const record = { ...place.record, close: async () => {} }
  return restoreBackup({
    file,
    reach: async () => ({ record, address: place.address }),
    dataDir: place.folder,
    isNew: false,
    migrationsDir: path.resolve('db'),
    log: quietLog,
    ...more,
  })
}

/** Everything that awkward rows may hold, an upload, an act. Answers the hash of the upload. */
export async function fillPlace(place: Place): Promise<string> {
  const files = createFiles({ dataDir: place.folder, uploadBytes: 1000 })
  const { hash } = await files.put(Buffer.from('上传的文件'))
  await place.record.withActor(testActor(['x.y']), async (tx) => {
    for (const name of ['plain', 'tab\there', 'line\nbreak', 'back\\slash \\N', '"quoted", 引号', '']) {
      await recordAct(tx, { name: 'kit.tried', subject: { kind: 'thing', id: '1' }, detail: { name, none: null } })
    }
  })
  return hash
}

/** Rows and digest of every table. */
export async function stateOf(place: Place): Promise<Record<string, string>> {
  const client = new pg.Client(place.address.owner)
  await client.connect()
  try {
    await client.query(plainSession)
    const state: Record<string, string> = {}
    for (const { name } of await listTables(client)) {
      const { rows, digest } = await weigh(client, name)
      state[name] = `${rows} rows, ${digest}`
    }
    return state
  } finally {
    await client.end()
  }
}

/** The same of a manifest. */
export function stateIn({ tables }: Manifest): Record<string, string> {
  return Object.fromEntries(tables.map(({ name, rows, digest }) => [name, `${rows} rows, ${digest}`]))
}

/** The tables in which the act that a restore leaves behind lies. */
export const actTables = ['act', 'act_unsealed', 'act_outbox']

export function withoutActs(state: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !actTables.includes(name)))
}

export type Part = { name: string; bytes: Buffer }

/** An archive with its parts changed and its manifest made to fit, unless it is to lie. */
export async function forgeArchive(
  from: string,
  change: (parts: Part[], manifest: Manifest) => Part[] | void,
  into = `${from}.forged`,
): Promise<string> {
  const parts: Part[] = []
  for await (const { name, body } of readTar(Readable.from([gunzipSync(await readFile(from))]))) {
    const chunks: Buffer[] = []
    for await (const chunk of body) chunks.push(chunk)
    parts.push({ name, bytes: Buffer.concat(chunks) })
  }
  const last = parts.pop()
  const manifest = JSON.parse(last?.bytes.toString() ?? '') as Manifest
  const changed = change(parts, manifest) ?? parts
  const all = [...changed, { name: 'manifest.json', bytes: Buffer.from(JSON.stringify(manifest)) }]
  const chunks: Buffer[] = []
  for await (const chunk of writeTar(entriesOf(all))) chunks.push(chunk)
  await writeFile(into, gzipSync(Buffer.concat(chunks)))
  return into
}

async function* entriesOf(parts: readonly Part[]): AsyncGenerator<TarEntry> {
  for (const { name, bytes } of parts) {
    yield {
      name,
      size: bytes.length,
      body: (async function* () {
        yield bytes
      })(),
    }
  }
}
