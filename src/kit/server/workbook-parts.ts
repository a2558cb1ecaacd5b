import { createInflateRaw } from 'node:zlib'
import { type ArchiveEntry, broken } from './workbook-guard.ts'

const localHeader = 30
const sliceBytes = 64 * 1024

/** The bytes of one file of an archive, piece by piece; `unreadable_file` when it is not what was announced. */
export async function* bytesOfEntry(bytes: Uint8Array, entry: ArchiveEntry): AsyncGenerator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (entry.at + localHeader > bytes.length || view.getUint32(entry.at, true) !== 0x04034b50) throw broken()
  const start = entry.at + localHeader + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true)
  if (start + entry.packed > bytes.length) throw broken()
  const packed = bytes.subarray(start, start + entry.packed)
  let length = 0
  for await (const piece of entry.isPacked ? inflated(packed) : slicesOf(packed)) {
    length += piece.length
    if (length > entry.unpacked) throw broken()
    yield piece
  }
  if (length !== entry.unpacked) throw broken()
}

/** The text of one file of an archive, piece by piece; `unreadable_file` when it is not what was announced. */
export async function* textOfEntry(bytes: Uint8Array, entry: ArchiveEntry): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  for await (const piece of bytesOfEntry(bytes, entry)) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes)
}

async function* inflated(packed: Uint8Array): AsyncGenerator<Uint8Array> {
  const unpacking = createInflateRaw({ chunkSize: sliceBytes })
  unpacking.end(packed)
  try {
    for await (const piece of unpacking) yield piece as Uint8Array
  } catch {
    throw broken()
  }
}

/** The whole text of a small file of an archive; empty where there is none. */
export async function wholeText(bytes: Uint8Array, entry: ArchiveEntry | undefined): Promise<string> {
  if (entry === undefined) return ''
  let text = ''
  for await (const piece of textOfEntry(bytes, entry)) text += piece
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw broken()
  return text
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text of XML as people read it: entities and the escapes of workbooks undone. */
export function plainText(xml: string): string {
  const text = xml.includes('&')
    ? xml.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => named[name] ?? numbered(name) ?? whole)
    : xml
  return text.includes('_x')
    ? text.replace(/_x([0-9A-F]{4})_/gi, (_, code: string) => fromCode(Number.parseInt(code, 16)))
    : text
}

function numbered(name: string): string | undefined {
  if (!name.startsWith('#')) return undefined
  const isHex = name[1] === 'x' || name[1] === 'X'
  return fromCode(isHex ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)))
}

function fromCode(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

/** An attribute of a start tag. */
export function attributeOf(tag: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)
  return found === null ? undefined : plainText(found[1] ?? found[2] ?? '')
}
