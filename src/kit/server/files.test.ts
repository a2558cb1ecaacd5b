import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordStore } from './db.ts'
import { attachment, createFiles, fileName, findFile, recordFile } from './files.ts'
import type { Files } from './files.ts'
import { openTestRecord, testActor } from './testing.ts'

let folder: string
let files: Files
let record: RecordStore

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'jidi-files-'))
  files = createFiles({ dataDir: folder, uploadBytes: 1000 })
  record = await openTestRecord()
})
afterAll(async () => {
  await record.close()
  await rm(folder, { recursive: true })
})

describe('bytes', () => {
  test('lie under their own hash, once, and come back as they were', async () => {
    const bytes = Buffer.from('年报')
    const stored = await files.put(bytes)
    expect(stored).toEqual({ hash: createHash('sha256').update(bytes).digest('hex'), bytes: 6 })
    expect(await files.put(chunks(['年', '报']))).toEqual(stored)
    expect(await files.read(stored.hash)).toEqual(bytes)
    const streamed: Buffer[] = []
    for await (const chunk of await files.stream(stored.hash)) streamed.push(chunk as Buffer)
    expect(Buffer.concat(streamed)).toEqual(bytes)
  })

  test('beyond the limit leave nothing behind', async () => {
    await expect(files.put(chunks(['x'.repeat(600), 'x'.repeat(600)]))).rejects.toMatchObject({ code: 'too_large' })
    await expect(files.put(broken())).rejects.toThrow('the line broke')
    expect(await readdir(path.join(folder, 'files/incoming'))).toEqual([])
  })

  test('are asked for by hash and nothing else', async () => {
    await expect(files.read('../../etc/passwd')).rejects.toMatchObject({ code: 'not_found' })
    await expect(files.read('0'.repeat(64))).rejects.toMatchObject({ code: 'not_found' })
    expect(await files.has('0'.repeat(64))).toBe(false)
  })
})

test('a file is seen by who stored it and by who holds its permission where it belongs', async () => {
  const stored = await files.put(Buffer.from('report'))
  const mine = testActor([], { id: 'clerk-1' })
  const file = await record.withActor(mine, (tx) =>
    recordFile(tx, {
      ...stored,
      name: '../年报.xlsx',
      mediaType: 'text/plain',
      permission: 'returns.see',
      places: ['north'],
    }),
  )
  expect(file).toMatchObject({ name: '年报.xlsx', storedBy: 'clerk-1', bytes: 6 })
  const seenBy = (...held: Parameters<typeof testActor>): Promise<boolean> =>
    record.withActor(testActor(...held), async (tx) => (await findFile(tx, file.id)) !== undefined)
  expect(await seenBy([], { id: 'clerk-1' })).toBe(true)
  expect(await seenBy([], { id: 'clerk-2' })).toBe(false)
  expect(await seenBy([{ permission: 'returns.see', scope: 'place', place: 'north' }])).toBe(true)
  expect(await seenBy([{ permission: 'returns.see', scope: 'place', place: 'south' }])).toBe(false)
})

test('names are what people gave, without folders, controls and tricks of direction', () => {
  expect(fileName('C:\\用户\\年报 2026.xlsx')).toBe('年报 2026.xlsx')
  expect(fileName('a\u202ecod.exe\u0000')).toBe('acod.exe')
  expect(fileName('///')).toBe('file')
  expect(attachment('年报"2026".xlsx')).toBe(
    `attachment; filename="___2026_.xlsx"; filename*=UTF-8''%E5%B9%B4%E6%8A%A5%222026%22.xlsx`,
  )
})

async function* chunks(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('x')
  throw new Error('the line broke')
}
