import { unreadable } from './shapes-raw.ts'

/** The attributes of a shapefile: dBase III, texts in UTF-8 or GB18030. */
export type DbfTable = {
  readonly fields: readonly string[]
  readonly encoding: TableEncoding
  readonly count: number
  /** One record by its number from 0; undefined when it is marked deleted. */
  row(index: number): Record<string, string> | undefined
}

export type TableEncoding = 'utf-8' | 'gb18030'

type Field = { readonly name: string; readonly at: number; readonly length: number }

const headBytes = 32
const mostFields = 255
const gbkDrivers = new Set([0x4d, 0x7a])

/** What the .cpg says; undefined for what is none of ours. */
export function encodingOf(words: string): TableEncoding | undefined {
  const plain = words
    .trim()
    .toLowerCase()
    .replace(/[\s_-]/g, '')
  if (/^(utf8|65001)$/.test(plain)) return 'utf-8'
  return /^(gbk|gb2312|gb18030|cp936|936|ansi936|oem936|windows936)$/.test(plain) ? 'gb18030' : undefined
}

function isWritten(bytes: Uint8Array, encoding: TableEncoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * Reads a .dbf. The encoding is what is asked for, else what the .cpg or the language byte says; a table that says nothing is taken for
 * UTF-8 where its bytes are that, which GBK practically never is. Problem `unreadable_file` naming the place, also where the texts are
 * not written as declared.
 */
export function readDbf(
  bytes: Uint8Array,
  declared: { asked?: TableEncoding | undefined; cpg?: string | undefined },
): DbfTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < headBytes + 1) throw unreadable('geo.truncated', { where: '.dbf' })
  const count = view.getUint32(4, true)
  const start = view.getUint16(8, true)
  const length = view.getUint16(10, true)
  if (start < headBytes + 1 || length < 1 || start > bytes.length)
    throw unreadable('geo.broken_part', { where: '.dbf' })
  if (start + count * length > bytes.length)
    throw unreadable('geo.truncated', {
      where: '.dbf',
      found: String(bytes.length),
      expected: String(start + count * length),
    })
  const texts = bytes.subarray(start, start + count * length)
  const encoding = chooseEncoding({
    texts,
    heads: bytes.subarray(headBytes, start),
    driver: bytes[29] ?? 0,
    ...declared,
  })
  const decoder = new TextDecoder(encoding)
  const fields = readFields(bytes, { start, length, decoder })
  return {
    fields: fields.map(({ name }) => name),
    encoding,
    count,
    row(index) {
      const at = index * length
      if (texts[at] === 0x2a) return undefined
      return Object.fromEntries(
        fields.map((field) => {
          const raw = texts.subarray(at + field.at, at + field.at + field.length)
          return [field.name, decoder.decode(raw).replaceAll('\0', '').trim()]
        }),
      )
    },
  }
}

type Head = { readonly start: number; readonly length: number; readonly decoder: { decode(bytes: Uint8Array): string } }

function readFields(bytes: Uint8Array, { start, length, decoder }: Head): Field[] {
  const fields: Field[] = []
  let offset = 1
  for (let at = headBytes; at + headBytes <= start && bytes[at] !== 0x0d; at += headBytes) {
    const end = bytes.subarray(at, at + 11).indexOf(0)
    const name = decoder.decode(bytes.subarray(at, at + (end < 0 ? 11 : end))).trim()
    const width = bytes[at + 16] ?? 0
    fields.push({
      name: fields.some((field) => field.name === name) ? `${name}_${fields.length + 1}` : name,
      at: offset,
      length: width,
    })
    offset += width
  }
  if (fields.length === 0 || fields.length > mostFields || offset > length)
    throw unreadable('geo.broken_part', { where: '.dbf' })
  return fields
}

type Choice = {
  readonly texts: Uint8Array
  readonly heads: Uint8Array
  readonly driver: number
  readonly asked?: TableEncoding | undefined
  readonly cpg?: string | undefined
}

function chooseEncoding({ texts, driver, asked, cpg }: Choice): TableEncoding {
  const declared =
    asked ?? (cpg === undefined ? undefined : encodingOf(cpg)) ?? (gbkDrivers.has(driver) ? 'gb18030' : undefined)
  if (declared === undefined) return isWritten(texts, 'utf-8') ? 'utf-8' : 'gb18030'
  if (isWritten(texts, declared)) return declared
  const other = declared === 'utf-8' ? 'gb18030' : 'utf-8'
  throw unreadable('geo.encoding_contradicts', {
    where: cpg === undefined ? '.dbf' : '.cpg',
    found: declared,
    ...(isWritten(texts, other) ? { expected: other } : {}),
  })
}
