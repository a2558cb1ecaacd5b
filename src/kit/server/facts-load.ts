import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { House } from './house.ts'

/** Brings a CSV with a header line, as `copyOut` of the record gives it, into a table of the mirror by way of a file; answers how many rows. */
export async function loadChunks(
  { facts, settings }: Pick<House, 'facts' | 'settings'>,
  target: { readonly table: string; readonly columns: readonly string[] },
  chunks: AsyncIterable<Buffer>,
): Promise<number> {
  const folder = path.join(settings.dataDir, 'tmp')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `${target.table}-${randomUUID()}.csv`)
  try {
    await pipeline(Readable.from(chunks), createWriteStream(file))
    return await facts.loadCsv(target.table, target.columns, file)
  } finally {
    await rm(file, { force: true })
  }
}
