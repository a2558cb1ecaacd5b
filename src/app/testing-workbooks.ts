import { deflateRawSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { mutatedText } from './testing-malformed.ts'

/** Some bytes put in place of others. */
export function turned(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const copy = new Uint8Array(bytes)
  for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte
  return copy
}

export type Entry = { readonly name: string; readonly text: string }

/** The files of a workbook, as texts. */
export function unpack(bytes: Uint8Array): Entry[] {
  const archive = Buffer.from(bytes)
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  let at = archive.readUInt32LE(end + 16)
  const entries: Entry[] = []
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed, nameLength] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
    ]
    const local = archive.readUInt32LE(at + 42)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const content = archive.subarray(from, from + packed)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    entries.push({ name, text: (method === 0 ? content : inflateRawSync(content)).toString('utf8') })
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}

/** Texts as the files of a workbook. */
function pack(entries: readonly Entry[]): Uint8Array {
  const [locals, heads]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const { name, text } of entries) {
    const [bytes, content] = [Buffer.from(name), Buffer.from(text)]
    const packed = deflateRawSync(content, { level: 1 })
    const sizes = Buffer.alloc(12)
    sizes.writeUInt32LE(packed.length, 4)
    sizes.writeUInt32LE(content.length, 8)
    const lengths = Buffer.alloc(4)
    lengths.writeUInt16LE(bytes.length, 0)
    const local = Buffer.concat([
      Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0]),
      sizes,
      lengths,
      bytes,
      packed,
    ])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    heads.push(
      Buffer.concat([
        Buffer.from([0x50, 0x4b, 1, 2, 20, 0, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0]),
        sizes,
        lengths,
        rest,
        bytes,
      ]),
    )
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(heads)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, directory, end])
}

const xmlPieces = [
  '<',
  '>',
  '</row>',
  '<row r="0">',
  '<c r="XFD1048577"><v>1</v></c>',
  '<c r="A0"/>',
  '<c t="s"><v>99999</v></c>',
  '<c t="s"><v>-1</v></c>',
  '<c t="d"><v>2026-13-45</v></c>',
  '<c t="e"><v>#REF!</v></c>',
  '<c t="b"><v>7</v></c>',
  '<v>1e999</v>',
  '<v>NaN</v>',
  '<f>1+1</f>',
  '<is><t>云</t></is>',
  '<mergeCell ref="A1:XFD1048576"/>',
  '<dimension ref="A1:XFD1048576"/>',
  '&#0;',
  '&unknown;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '<!DOCTYPE a>',
  's="99999"',
  'r="-1"',
  'Target="../../x"',
  'r:id="rId99"',
  '"',
  "'",
]

export type Change = (bytes: Uint8Array) => Uint8Array

/** One thing done to a workbook: one of its files is broken, lost, doubled or exchanged; its bytes are turned; it ends early. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  {
    arbitrary: fc.tuple(fc.nat(50), mutatedText(fc.constant('\u0001'), xmlPieces), fc.nat(4000)).map(
      ([which, piece, at]): Change =>
        (bytes) =>
          withEntry(
            bytes,
            which,
            ({ text }) => text.slice(0, at % text.length) + piece.replace('\u0001', '') + text.slice(at % text.length),
          ),
    ),
    weight: 5,
  },
  {
    arbitrary: fc.tuple(fc.nat(50), fc.nat(4000), fc.integer({ min: 1, max: 60 })).map(
      ([which, at, length]): Change =>
        (bytes) =>
          withEntry(
            bytes,
            which,
            ({ text }) => text.slice(0, at % text.length) + text.slice((at % text.length) + length),
          ),
    ),
    weight: 4,
  },
  {
    arbitrary: fc.tuple(fc.nat(50), fc.nat(50)).map(
      ([lost, other]): Change =>
        (bytes) => {
          const entries = unpack(bytes)
          const [a, b] = [lost % entries.length, other % entries.length]
          return pack(
            entries.flatMap((entry, i) =>
              i !== a ? [entry] : a === b ? [] : [{ name: entry.name, text: entries[b]?.text ?? '' }],
            ),
          )
        },
    ),
    weight: 2,
  },
  {
    arbitrary: fc.array(fc.tuple(fc.nat(20_000), fc.nat(255)), { minLength: 1, maxLength: 6 }).map(
      (some): Change =>
        (bytes) =>
          turned(bytes, some),
    ),
    weight: 4,
  },
  {
    arbitrary: fc.nat(20_000).map(
      (end): Change =>
        (bytes) =>
          bytes.slice(0, end % bytes.length),
    ),
    weight: 1,
  },
)

function withEntry(bytes: Uint8Array, which: number, make: (entry: Entry) => string): Uint8Array {
  const entries = unpack(bytes)
  const at = which % entries.length
  return pack(
    entries.map((entry, i) => (i === at ? { name: entry.name, text: entry.text === '' ? '' : make(entry) } : entry)),
  )
}

/** The file with the text of one of its entries made anew. */
export function withText(bytes: Uint8Array, name: string, make: (text: string) => string): Uint8Array {
  return pack(unpack(bytes).map((entry) => (entry.name === name ? { name, text: make(entry.text) } : entry)))
}

const hostileCells = [
  '12 亩',
  '1e400',
  '=1+1',
  '-',
  'n/a',
  '不适用',
  '９９',
  '1,234.5',
  '2026-02-30',
  '\u202e1',
  'x'.repeat(3000),
  '99999999999999999999',
  '0.0000001',
  '#REF!',
  '<b>1</b>',
]

/** The template of the return with odd words in its cells. */
export const filled: fc.Arbitrary<Change> = fc
  .array(fc.tuple(fc.nat(200), fc.constantFrom(...hostileCells)), { minLength: 1, maxLength: 6 })
  .map(
    (cells): Change =>
      (bytes) => {
        const entries = unpack(bytes)
        return pack(
          entries.map((entry) => {
            if (!entry.name.startsWith('xl/worksheets/sheet')) return entry
            const places = [...entry.text.matchAll(/<c r="[A-Z]+\d+"[^>]*(\/>|>.*?<\/c>)/g)]
            return {
              name: entry.name,
              text: cells.reduce(
                (text, [which, words]) => withCell(text, places[which % Math.max(places.length, 1)]?.[0], words),
                entry.text,
              ),
            }
          }),
        )
      },
  )

function withCell(text: string, cell: string | undefined, words: string): string {
  const place = /r="([A-Z]+\d+)"/.exec(cell ?? '')?.[1]
  if (cell === undefined || place === undefined) return text
  return text.replace(cell, `<c r="${place}" t="inlineStr"><is><t>${words.replace(/[<&]/g, '.')}</t></is></c>`)
}

/** A change of a workbook that is no archive any more leaves it as it is. */
export function applied(bytes: Uint8Array, how: Change): Uint8Array {
  try {
    return how(bytes)
  } catch {
    return bytes
  }
}
