import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { Problem } from '#base/problem.ts'

/** What a content turned out to be. `text`: readable as UTF-8 or GB 18030. `other`: none that is known here. */
export type FileKind =
  | 'pdf'
  | 'ofd'
  | 'docx'
  | 'xlsx'
  | 'pptx'
  | 'office macros'
  | 'zip'
  | 'office 97'
  | 'jpg'
  | 'png'
  | 'gif'
  | 'tif'
  | 'text'
  | 'program'
  | 'other'

type Ending = { readonly kind: FileKind; readonly mediaType: string }

const office = 'application/vnd.openxmlformats-officedocument'
const known: Readonly<Record<string, Ending>> = {
  pdf: { kind: 'pdf', mediaType: 'application/pdf' },
  ofd: { kind: 'ofd', mediaType: 'application/ofd' },
  docx: { kind: 'docx', mediaType: `${office}.wordprocessingml.document` },
  xlsx: { kind: 'xlsx', mediaType: `${office}.spreadsheetml.sheet` },
  pptx: { kind: 'pptx', mediaType: `${office}.presentationml.presentation` },
  doc: { kind: 'office 97', mediaType: 'application/msword' },
  xls: { kind: 'office 97', mediaType: 'application/vnd.ms-excel' },
  ppt: { kind: 'office 97', mediaType: 'application/vnd.ms-powerpoint' },
  wps: { kind: 'office 97', mediaType: 'application/vnd.ms-works' },
  et: { kind: 'office 97', mediaType: 'application/octet-stream' },
  dps: { kind: 'office 97', mediaType: 'application/octet-stream' },
  jpg: { kind: 'jpg', mediaType: 'image/jpeg' },
  jpeg: { kind: 'jpg', mediaType: 'image/jpeg' },
  png: { kind: 'png', mediaType: 'image/png' },
  gif: { kind: 'gif', mediaType: 'image/gif' },
  tif: { kind: 'tif', mediaType: 'image/tiff' },
  tiff: { kind: 'tif', mediaType: 'image/tiff' },
  txt: { kind: 'text', mediaType: 'text/plain' },
  csv: { kind: 'text', mediaType: 'text/csv' },
  zip: { kind: 'zip', mediaType: 'application/zip' },
}

/** Endings whose content can be recognised. */
export const knownEndings: readonly string[] = Object.keys(known)

/**
 * The media type of a stored file whose ending is accepted and fits what the file begins with. An ending that is asked for and not known
 * here is taken as bytes, if they are no program and nothing that is known. Problem `unsupported_file` naming what was found.
 */
export async function demandFileKind(
  file: { readonly path: string; readonly name: string },
  accepted: readonly string[] = knownEndings,
): Promise<string> {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(file.name)?.[1]?.toLowerCase() ?? ''
  if (!accepted.includes(ending)) throw unsupported('file.ending_not_accepted', ending, accepted.join(' '))
  const kind = await fileKindOf(file.path)
  const expected = Object.hasOwn(known, ending) ? known[ending] : undefined
  if (expected === undefined ? kind !== 'other' && kind !== 'text' : kind !== expected.kind)
    throw unsupported('file.not_what_it_says', ending, kind)
  return expected?.mediaType ?? 'application/octet-stream'
}

function unsupported(text: string, found: string, expected: string): Problem {
  return new Problem('unsupported_file', { issues: [{ text, where: 'body', found, expected }] })
}

const headBytes = 4096
const longestEnd = 65_557
const longestDirectory = 4 * 2 ** 20

/** What a file on disk is, by its first bytes and, for archives, by their table of contents. Its name plays no part. */
export async function fileKindOf(path: string): Promise<FileKind> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const head = await readAt(handle, 0, Math.min(size, headBytes))
    const kind = kindOfHead(head)
    if (kind === 'zip') return kindOfArchive(await entriesOf(handle, size))
    return kind === 'text' && !(await isText(handle)) ? 'other' : kind
  } finally {
    await handle.close()
  }
}

const beginnings: readonly (readonly [string, FileKind])[] = [
  ['ffd8ff', 'jpg'],
  ['89504e470d0a1a0a', 'png'],
  ['474946383761', 'gif'],
  ['474946383961', 'gif'],
  ['49492a00', 'tif'],
  ['4d4d002a', 'tif'],
  ['d0cf11e0a1b11ae1', 'office 97'],
  ['504b0304', 'zip'],
  ['4d5a', 'program'],
  ['7f454c46', 'program'],
  ['2321', 'program'],
]

function kindOfHead(head: Buffer): FileKind {
  const hex = head.subarray(0, 8).toString('hex')
  const [, kind] = beginnings.find(([begins]) => hex.startsWith(begins)) ?? []
  if (kind !== undefined) return kind
  if (head.subarray(0, 1024).includes('%PDF-')) return 'pdf'
  return head.includes(0) ? 'other' : 'text'
}

function kindOfArchive(names: readonly string[]): FileKind {
  if (names.some((name) => name.endsWith('vbaProject.bin'))) return 'office macros'
  if (names.includes('OFD.xml')) return 'ofd'
  if (!names.includes('[Content_Types].xml')) return 'zip'
  if (names.includes('word/document.xml')) return 'docx'
  if (names.includes('xl/workbook.xml')) return 'xlsx'
  return names.includes('ppt/presentation.xml') ? 'pptx' : 'zip'
}

/** The names in an archive, from its table of contents; none where there is no readable one. */
async function entriesOf(handle: FileHandle, size: number): Promise<string[]> {
  const tail = await readAt(handle, Math.max(0, size - longestEnd), Math.min(size, longestEnd))
  const end = tail.lastIndexOf(Buffer.from('504b0506', 'hex'))
  if (end < 0 || end + 22 > tail.length) return []
  const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)]
  if (start + length > size || length > longestDirectory) return []
  const directory = await readAt(handle, start, length)
  const names: string[] = []
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50; ) {
    const nameLength = directory.readUInt16LE(at + 28)
    names.push(directory.subarray(at + 46, at + 46 + nameLength).toString('latin1'))
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return names
}

/** Whether the whole of it can be read as UTF-8, or else as GB 18030, and holds no zero byte. */
async function isText(handle: FileHandle): Promise<boolean> {
  const decoders = ['utf-8', 'gb18030'].map((code) => new TextDecoder(code, { fatal: true }))
  const possible = new Set(decoders)
  const chunk = Buffer.alloc(64 * 1024)
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at)
    const part = chunk.subarray(0, bytesRead)
    if (part.includes(0)) return false
    for (const decoder of possible) if (!decodes(decoder, part, bytesRead > 0)) possible.delete(decoder)
    if (bytesRead === 0 || possible.size === 0) return possible.size > 0
    at += bytesRead
  }
}

function decodes(decoder: InstanceType<typeof TextDecoder>, part: Buffer, stream: boolean): boolean {
  try {
    decoder.decode(part, { stream })
    return true
  } catch {
    return false
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
