import { Problem } from '#base/problem.ts'

// Archives are POSIX tar (ustar), so that any tool opens them: plain files only, named in UTF-8.

/** One file of an archive. */
export type TarEntry = { readonly name: string; readonly size: number; readonly body: AsyncIterable<Buffer> }

const block = 512
const nameBytes = 100
const prefixAt = 345
const prefixBytes = 155
const octalSize = 0o77777777777

/** The bytes of a tar file with these entries. @throws Problem internal when a body is not as long as it said */
export async function* writeTar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Buffer> {
  for await (const { name, size, body } of entries) {
    yield headerOf(name, size)
    let written = 0
    for await (const chunk of body) {
      written += chunk.length
      yield chunk
    }
    if (written !== size) throw new Problem('internal', { details: { entry: name, size, written } })
    yield Buffer.alloc(paddingOf(size))
  }
  yield Buffer.alloc(2 * block)
}

function headerOf(name: string, size: number): Buffer {
  if (size > octalSize) throw new Problem('too_large', { details: { limit: octalSize, entry: name } })
  const header = Buffer.alloc(block)
  const [prefix, rest] = parted(name)
  header.write(prefix, prefixAt)
  header.write(rest, 0)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write(`${'0'.repeat(11)}\0`, 136)
  header.write('0', 156)
  header.write('ustar\0', 257)
  header.write('00', 263)
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** A long name lies in two places, parted at a slash. @throws Problem refused_by_rule when it does not fit there */
function parted(name: string): [string, string] {
  if (Buffer.byteLength(name) <= nameBytes) return ['', name]
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)]
    if (Buffer.byteLength(prefix) <= prefixBytes && Buffer.byteLength(rest) <= nameBytes) return [prefix, rest]
  }
  throw new Problem('refused_by_rule', { issues: [{ text: 'backup.name_too_long', where: name }] })
}

/** The sum of all bytes, those of the checksum itself counted as blanks. */
function checksumOf(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)
}

const paddingOf = (size: number): number => (block - (size % block)) % block

/**
 * The entries of a tar file, one after the other; what of a body is not read is skipped.
 * @throws Problem unreadable_file when the bytes end too early or are no archive
 */
export async function* readTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const source = sourceOf(chunks)
  for (;;) {
    const header = await source.exactly(block)
    if (header.every((byte) => byte === 0)) return
    const { name, size } = understood(header)
    let left = size
    const body = (async function* () {
      while (left > 0) {
        const chunk = await source.atMost(left)
        left -= chunk.length
        yield chunk
      }
    })()
    yield { name, size, body }
    for await (const rest of body) void rest
    await source.exactly(paddingOf(size))
  }
}

function understood(header: Buffer): { name: string; size: number } {
  const text = (from: number, length: number): string =>
    header.toString('utf8', from, from + length).replace(/\0.*$/s, '')
  const octal = (from: number, length: number): number =>
    Number.parseInt(/^[0-7 ]+$/.exec(text(from, length))?.[0] ?? '', 8)
  const size = octal(124, 12)
  const isWhole = text(257, 5) === 'ustar' && octal(148, 8) === checksumOf(header)
  if (!isWhole || Number.isNaN(size)) throw unreadable('backup.no_archive')
  const name = [text(prefixAt, prefixBytes), text(0, nameBytes)].filter((part) => part !== '').join('/')
  // Links, folders and devices have no place in an archive of ours.
  if (text(156, 1) !== '0') throw unreadable('backup.entry_unknown', name)
  return { name, size }
}

function unreadable(text: string, where = ''): Problem {
  return new Problem('unreadable_file', { issues: [{ text, where }] })
}

type Source = { exactly(bytes: number): Promise<Buffer>; atMost(bytes: number): Promise<Buffer> }

function sourceOf(chunks: AsyncIterable<Buffer>): Source {
  const iterator = chunks[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  const more = async (): Promise<void> => {
    const { done, value } = await iterator.next()
    if (done) throw unreadable('backup.ends_early')
    held = value
  }
  const atMost = async (bytes: number): Promise<Buffer> => {
    while (held.length === 0) await more()
    const taken = held.subarray(0, bytes)
    held = held.subarray(taken.length)
    return taken
  }
  return {
    atMost,
    async exactly(bytes) {
      const parts: Buffer[] = []
      for (let left = bytes; left > 0; ) {
        const part = await atMost(left)
        left -= part.length
        parts.push(part)
      }
      return Buffer.concat(parts)
    },
  }
}
