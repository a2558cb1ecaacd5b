import { Problem } from '#base/problem.ts'
import { tooLarge } from './too-large.ts'

/** Bytes of the file, bytes of everything in it when unpacked, and cells of all sheets together, at most. */
export type WorkbookLimits = { readonly bytes?: number; readonly unpackedBytes?: number; readonly cells?: number }

export const workbookLimits = { bytes: 50 * 2 ** 20, unpackedBytes: 250 * 2 ** 20, cells: 4_000_000 } as const

const mostEntries = 5_000
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const endBytes = 22
const entryBytes = 46
const longestComment = 65_535
const zip64 = 0xffffffff

/** One file of an archive: where its own header lies, and the sizes that are announced. */
export type ArchiveEntry = {
  readonly name: string
  readonly at: number
  readonly packed: number
  readonly unpacked: number
  readonly isPacked: boolean
}

/**
 * Looks at the table of contents of a ZIP archive before anything of it is unpacked. The reader never unpacks more of
 * an entry than is announced here, so what is announced is what can happen. Problems: `unsupported_file` for what is no
 * workbook, `too_large` for a bomb, `unreadable_file` for an archive that contradicts itself.
 */
export function guardWorkbook(bytes: Uint8Array, limits: Required<WorkbookLimits>): Map<string, ArchiveEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length <= limits.bytes && !isArchive(bytes)) throw unsupported(kindOf(view))
  const entries = readArchive(bytes, limits)
  for (const { packed, unpacked } of entries.values()) {
    const isOpen = (packed === 0) !== (unpacked === 0 || unpacked === packed)
    if (isOpen || (unpacked === 0 && packed > 2)) throw broken()
  }
  if (!entries.has('xl/workbook.xml')) throw unsupported('zip')
  return entries
}

/** Whether the bytes begin and are as long as a ZIP archive. */
export function isArchive(bytes: Uint8Array): boolean {
  return bytes.length >= endBytes && bytes[0] === 0x50 && bytes[1] === 0x4b
}

/**
 * The table of contents of a ZIP archive, before anything of it is unpacked. Problems: `too_large` for a bomb, `unreadable_file` for what
 * contradicts itself, is locked, or names two files alike.
 */
export function readArchive(
  bytes: Uint8Array,
  limits: { readonly bytes: number; readonly unpackedBytes: number },
): Map<string, ArchiveEntry> {
  if (bytes.length > limits.bytes) throw tooLarge(limits.bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isArchive(bytes)) throw broken()
  let at = findEnd(view)
  const count = view.getUint16(at + 10, true)
  at = view.getUint32(at + 16, true)
  if (count > mostEntries) throw new Problem('too_large', { details: { limit: mostEntries, found: count } })
  let unpacked = 0
  const entries = new Map<string, ArchiveEntry>()
  for (let index = 0; index < count; index += 1) {
    const entry = readEntry(view, at)
    unpacked += entry.unpacked
    if (unpacked > limits.unpackedBytes) {
      throw new Problem('too_large', { details: { limit: limits.unpackedBytes, reason: 'file.unpacks_too_large' } })
    }
    entries.set(entry.name, entry)
    at = entry.next
  }
  if (entries.size !== count) throw broken()
  return entries
}

function findEnd(view: DataView): number {
  const last = view.byteLength - endBytes
  for (let at = last; at >= Math.max(0, last - longestComment); at -= 1) {
    if (view.getUint32(at, true) === endSignature) return at
  }
  throw broken()
}

function readEntry(view: DataView, at: number): ArchiveEntry & { next: number } {
  if (at + entryBytes > view.byteLength || view.getUint32(at, true) !== entrySignature) throw broken()
  const packed = view.getUint32(at + 20, true)
  const unpacked = view.getUint32(at + 24, true)
  const nameLength = view.getUint16(at + 28, true)
  const next = at + entryBytes + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  const name = new TextDecoder().decode(
    new Uint8Array(
      view.buffer,
      view.byteOffset + at + entryBytes,
      Math.min(nameLength, view.byteLength - at - entryBytes),
    ),
  )
  const isEncrypted = (view.getUint16(at + 8, true) & 1) !== 0
  // Sizes that are left open here would be looked up elsewhere by the reader, where nobody guards them.
  if (isEncrypted || packed === zip64 || unpacked === zip64) throw broken()
  return {
    name,
    at: view.getUint32(at + 42, true),
    packed,
    unpacked,
    isPacked: view.getUint16(at + 10, true) !== 0,
    next,
  }
}

function kindOf(view: DataView): string {
  if (view.byteLength >= 8 && view.getUint32(0) === 0xd0cf11e0) return 'xls'
  return view.byteLength === 0 ? 'empty' : 'other'
}

function unsupported(found: string): Problem {
  return new Problem('unsupported_file', {
    issues: [{ text: 'file.not_a_workbook', where: 'file', found, expected: '.xlsx' }],
  })
}

/** An archive that contradicts itself. */
export function broken(): Problem {
  return new Problem('unreadable_file', { issues: [{ text: 'file.broken_archive', where: 'file' }] })
}
