import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { ReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Selectable } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Transaction } from './db.ts'
import type { Settings } from './settings.ts'
import type { KitTables } from './tables.ts'
import { tooLarge } from './too-large.ts'

/** Bytes kept under their own SHA-256, written once, shared by everybody who stores the same. */
export type StoredBytes = { readonly hash: string; readonly bytes: number }

/** What a stored file is called and who may see it. */
export type NewFile = {
  readonly hash: string
  readonly bytes: number
  readonly name: string
  readonly mediaType: string
  /** The permission that shows it, within these places (each with all that contain it) and organisations. */
  readonly permission: string
  readonly places?: readonly string[]
  readonly organisations?: readonly string[]
}

export type FileRow = Required<NewFile> & { readonly id: string; readonly storedBy: string; readonly storedAt: Date }

export type Files = {
  /** Keeps bytes; Problem `too_large` beyond `maxBytes` (default: the upload limit), with nothing kept. */
  put(source: Uint8Array | AsyncIterable<Uint8Array>, maxBytes?: number): Promise<StoredBytes>
  /** All bytes of a kept content; Problem `not_found`. */
  read(hash: string): Promise<Buffer>
  /** The same as a stream. */
  stream(hash: string): Promise<ReadStream>
  has(hash: string): Promise<boolean>
  /** Lets go of a content that nobody names any more; nothing where it is not there. */
  remove(hash: string): Promise<void>
  /** Path on disk, for engines that read files themselves. */
  pathOf(hash: string): string
}

const hashForm = /^[0-9a-f]{64}$/
const longestName = 200

/**
 * Files by content in `<dataDir>/files`: what is acknowledged is on disk whole, under a name that proves it. A room that removes contents
 * keeps them in a folder of its own inside, for the others do not know what it names.
 */
export function createFiles({ dataDir, uploadBytes }: Pick<Settings, 'dataDir' | 'uploadBytes'>, own = ''): Files {
  const folder = path.join(dataDir, 'files', own)
  const pathOf = (hash: string): string => {
    if (!hashForm.test(hash)) throw new Problem('not_found', { details: { file: hash.slice(0, 64) } })
    return path.join(folder, hash.slice(0, 2), hash)
  }
  const has = (hash: string): Promise<boolean> =>
    stat(pathOf(hash)).then(
      () => true,
      () => false,
    )
  const demand = async (hash: string): Promise<string> => {
    if (!(await has(hash))) throw new Problem('not_found', { details: { file: hash } })
    return pathOf(hash)
  }
  return {
    async put(source, maxBytes = uploadBytes) {
      const incoming = path.join(folder, 'incoming')
      await mkdir(incoming, { recursive: true })
      const partial = path.join(incoming, randomUUID())
      try {
        const stored = await writeDown(source, partial, maxBytes)
        const file = pathOf(stored.hash)
        await mkdir(path.dirname(file), { recursive: true })
        await rename(partial, file)
        return stored
      } finally {
        await rm(partial, { force: true })
      }
    },
    read: async (hash) => readFile(await demand(hash)),
    stream: async (hash) => createReadStream(await demand(hash)),
    has,
    remove: (hash) => rm(pathOf(hash), { force: true }),
    pathOf,
  }
}

async function writeDown(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  file: string,
  maxBytes: number,
): Promise<StoredBytes> {
  const hash = createHash('sha256')
  let bytes = 0
  const handle = await open(file, 'wx')
  try {
    for await (const chunk of source instanceof Uint8Array ? [source] : source) {
      bytes += chunk.length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      hash.update(chunk)
      await handle.write(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { hash: hash.digest('hex'), bytes }
}

/** Names kept bytes in the record; row-level policies decide who sees the row. */
export async function recordFile(tx: Transaction, file: NewFile): Promise<FileRow> {
  const row = await tx
    .insertInto('kit_file')
    .values({
      hash: file.hash,
      name: fileName(file.name),
      media_type: file.mediaType,
      bytes: String(file.bytes),
      permission: file.permission,
      places: [...(file.places ?? [])],
      organisations: [...(file.organisations ?? [])],
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toFile(row)
}

/** The file if the actor of the transaction may see it. */
export async function findFile(tx: Transaction, id: string): Promise<FileRow | undefined> {
  const row = await tx.selectFrom('kit_file').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toFile(row)
}

/** A name as people gave it, without folders and control characters, short enough for every file system. */
export function fileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  // oxlint-disable-next-line no-control-regex
  const clean = last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim()
  return clean.slice(0, longestName) || 'file'
}

/** The header that makes a browser save an answer under a name, Chinese names included (RFC 6266, RFC 8187). */
export function attachment(name: string): string {
  const clean = fileName(name)
  const ascii = clean.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '_')
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

function toFile(row: Selectable<KitTables['kit_file']>): FileRow {
  return {
    id: row.id,
    hash: row.hash,
    bytes: Number(row.bytes),
    name: row.name,
    mediaType: row.media_type,
    permission: row.permission,
    places: row.places,
    organisations: row.organisations,
    storedBy: row.stored_by,
    storedAt: row.stored_at,
  }
}
