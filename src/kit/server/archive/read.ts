import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { archiveFormat, isKnownEntry, Manifest, manifestName } from './manifest.ts'
import { readTar, type TarEntry } from './tar.ts'

const mostManifestBytes = 2 ** 28
const mostIssues = 20

/** What a manifest may say at most: of tables and jobs some megabytes, and a line for each entry that went before. */
const manifestLimit = (entries: number): number => Math.min(mostManifestBytes, 2 ** 23 + 1024 * entries)

/** The entries of an archive. @throws Problem not_found, unreadable_file */
export function readArchive(file: string): AsyncGenerator<TarEntry> {
  return readTar(unpacked(file))
}

async function* unpacked(file: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(file)
  const plain = createGunzip()
  packed.on('error', (error) => plain.destroy(error))
  try {
    yield* packed.pipe(plain) as AsyncIterable<Buffer>
  } catch (error) {
    const { code } = error as { code?: string }
    const isMissing = code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES'
    const text = isMissing ? 'backup.no_file' : code === 'Z_BUF_ERROR' ? 'backup.ends_early' : 'backup.no_archive'
    throw new Problem(isMissing ? 'not_found' : 'unreadable_file', { issues: [{ text, where: file }], cause: error })
  } finally {
    packed.destroy()
    plain.destroy()
  }
}

/**
 * Reads an archive from end to end and holds every file against the manifest.
 * @throws Problem unreadable_file naming what is damaged, missing, twice there or not named; unavailable for a later format
 */
export async function verifyArchive(file: string): Promise<Manifest> {
  const found = new Map<string, { bytes: number; sha256: string }>()
  const odd: ProblemIssue[] = []
  let said: Buffer | undefined
  for await (const { name, size, body } of readArchive(file)) {
    if (!isKnownEntry(name)) odd.push({ text: 'backup.entry_unknown', where: name.slice(0, 200) })
    else if (found.has(name) || (name === manifestName && said !== undefined))
      odd.push({ text: 'backup.entry_twice', where: name })
    else if (name !== manifestName) found.set(name, await weighEntry(body))
    else if (size <= manifestLimit(found.size)) said = await gather(body)
    if (odd.length >= mostIssues) break
  }
  if (odd.length > 0) throw new Problem('unreadable_file', { issues: odd })
  const manifest = understood(said, file)
  const issues = [
    ...manifest.entries.flatMap(({ name, bytes, sha256 }): ProblemIssue[] => {
      const here = found.get(name)
      if (here === undefined) return [{ text: 'backup.entry_missing', where: name }]
      return here.bytes === bytes && here.sha256 === sha256 ? [] : [{ text: 'backup.entry_damaged', where: name }]
    }),
    ...unnamed(manifest, found.keys()).map((where) => ({ text: 'backup.entry_unnamed', where })),
  ]
  if (issues.length > 0) throw new Problem('unreadable_file', { issues: issues.slice(0, mostIssues) })
  return manifest
}

function unnamed({ entries, tables }: Manifest, found: Iterable<string>): string[] {
  const named = new Set(entries.map(({ name }) => name))
  const known = new Set(tables.map(({ name }) => name))
  const isOfNoTable = (name: string): boolean => name.startsWith('tables/') && !known.has(name.split('/')[1] ?? '')
  return [...found].filter((name) => !named.has(name) || isOfNoTable(name))
}

function understood(said: Buffer | undefined, file: string): Manifest {
  if (said === undefined) throw new Problem('unreadable_file', { issues: [{ text: 'backup.ends_early', where: file }] })
  const read = parsed(said.toString())
  const format = (read as { format?: unknown } | undefined)?.format
  if (typeof format === 'number' && format > archiveFormat) {
    throw new Problem('unavailable', { issues: [{ text: 'backup.newer_format', where: file, found: String(format) }] })
  }
  const manifest = Manifest.safeParse(read)
  if (manifest.success) return manifest.data
  throw new Problem('unreadable_file', { issues: [{ text: 'backup.entry_damaged', where: manifestName }] })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function gather(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of body) parts.push(chunk)
  return Buffer.concat(parts)
}

async function weighEntry(body: AsyncIterable<Buffer>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of body) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
