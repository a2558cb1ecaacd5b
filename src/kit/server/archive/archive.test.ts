import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testActor } from '../testing.ts'
import { recordAct } from '../acts.ts'
import { createFiles } from '../files.ts'
import { quietLog } from '../log.ts'
import { cloneTestRecord, emptyTestRecord } from '../testing-server.ts'
import { listTables, plainSession, weigh } from './contents.ts'
import type { Manifest } from './manifest.ts'
import { verifyArchive } from './read.ts'
import { refuseUnfinishedRestore, restoreBackup } from './restore.ts'
import { type Backup, writeBackup } from './write.ts'

type Place = { folder: string } & Awaited<ReturnType<typeof cloneTestRecord>>

let source: Place
let target: Place

beforeEach(async () => {
  source = { folder: await mkdtemp(path.join(tmpdir(), 'jidi-from-')), ...(await cloneTestRecord()) }
  target = { folder: await mkdtemp(path.join(tmpdir(), 'jidi-to-')), ...(await emptyTestRecord()) }
})
afterEach(async () => {
  for (const { record, folder } of [source, target]) {
    await record.close()
    await rm(folder, { recursive: true, force: true })
  }
})

const archive = (): string => path.join(source.folder, 'kept.tar.gz')
const write = (more: { file?: string } = {}): Promise<Backup> =>
  writeBackup({
    database: source.address.owner,
    dataDir: source.folder,
    packsDir: path.resolve('packs'),
    packs: ['demo'],
    version: '0.1.0',
    file: archive(),
    now: new Date('2026-03-02T02:00:00Z'),
    ...more,
  })
const restore = (file = archive(), migrationsDir = path.resolve('db')) =>
  restoreBackup({
    file,
    record: target.record,
    database: target.address.owner,
    dataDir: target.folder,
    migrationsDir,
    log: quietLog,
  })

/** Everything that awkward rows may hold, an upload, an act, a job that waits. */
async function fill(): Promise<string> {
  const files = createFiles({ dataDir: source.folder, uploadBytes: 1000 })
  const { hash } = await files.put(Buffer.from('上传的文件'))
  await writeFile(path.join(source.folder, 'act-heads.jsonl'), '{"position":"1"}\n')
  await source.record.withActor(testActor(['x.y']), async (tx) => {
    for (const name of ['plain', 'tab\there', 'line\nbreak', 'back\\slash \\N', '"quoted", 引号', '']) {
      await recordAct(tx, { name: 'kit.tried', subject: { kind: 'thing', id: '1' }, detail: { name, none: null } })
    }
  })
  return hash
}

/** Rows and digests of every table. */
async function stateOf(place: Place): Promise<Record<string, string>> {
  const client = new pg.Client(place.address.owner)
  await client.connect()
  try {
    await client.query(plainSession)
    const state: Record<string, string> = {}
    for (const { name } of await listTables(client)) {
      const { rows, digest } = await weigh(client, name)
      state[name] = `${rows} rows, ${digest}`
    }
    return state
  } finally {
    await client.end()
  }
}

/** The same archive with something in it changed. */
async function forged(change: (tar: Buffer) => Buffer): Promise<string> {
  const file = path.join(source.folder, 'forged.tar.gz')
  await writeFile(file, gzipSync(change(gunzipSync(await readFile(archive())))))
  return file
}

const manifestIn = (tar: Buffer): string => /\{\n "format"[\s\S]*?\n\}\n/.exec(tar.toString('latin1'))?.[0] ?? ''

describe('an archive', () => {
  test('brings every table, upload and sequence to an empty place, equal row by row', async () => {
    const hash = await fill()
    await write()
    const { files, migrated } = await restore()
    expect({ files, migrated }).toEqual({ files: 1, migrated: 0 })
    expect(await stateOf(target)).toEqual(await stateOf(source))
    const kept = createFiles({ dataDir: target.folder, uploadBytes: 1000 })
    expect((await kept.read(hash)).toString()).toBe('上传的文件')
    expect(await readFile(path.join(target.folder, 'act-heads.jsonl'), 'utf8')).toBe('{"position":"1"}\n')
    expect(await readdir(path.join(target.folder, 'packs-of-backup', 'demo'))).toContain('pack.yaml')
    const next = (place: Place) =>
      place.record.withActor(testActor(['x.y']), (tx) =>
        recordAct(tx, { name: 'kit.next', subject: { kind: 'thing', id: '2' } }),
      )
    expect((await next(target)).id).not.toBe('')
    const rules = sql<{ n: number }>`select count(*)::int as n from pg_constraint where contype = 'f'`
    const [here] = (await rules.execute(target.record.owner)).rows
    const [there] = (await rules.execute(source.record.owner)).rows
    expect(here).toEqual(there)
  })

  test('shows one instant, whatever is written meanwhile', async () => {
    await fill()
    const before = await stateOf(source)
    const writing = write()
    const more = Array.from({ length: 50 }, () => fill())
    const { manifest } = await writing
    await Promise.all(more)
    const acts = Number(manifest.tables.find(({ name }) => name === 'act')?.rows)
    expect(acts % 6).toBe(0)
    expect(acts).toBeGreaterThanOrEqual(Number(before.act?.split(' ')[0]))
    await restore()
    const digest = manifest.tables.find(({ name }) => name === 'act')?.digest
    expect((await stateOf(target)).act).toBe(`${acts} rows, ${digest}`)
  })

  test('appears under its name when it is whole, and overwrites nothing', async () => {
    await write()
    await expect(write()).rejects.toMatchObject({ code: 'conflict', issues: [{ text: 'backup.file_exists' }] })
    const stopped = AbortSignal.abort()
    const file = path.join(source.folder, 'stopped.tar.gz')
    await expect(
      writeBackup({
        database: source.address.owner,
        dataDir: source.folder,
        packsDir: path.resolve('packs'),
        packs: [],
        version: '0.1.0',
        file,
        now: new Date(),
        signal: stopped,
      }),
    ).rejects.toThrow()
    expect((await readdir(source.folder)).filter((name) => name.startsWith('stopped'))).toEqual([])
  })

  test('that was damaged, cut or added to is refused before anything is touched', async () => {
    await fill()
    await write()
    const whole = gunzipSync(await readFile(archive()))
    const at = whole.indexOf('quoted')
    const damaged = await forged((tar) => Buffer.concat([tar.subarray(0, at), Buffer.from('Q'), tar.subarray(at + 1)]))
    await expect(restore(damaged)).rejects.toMatchObject({
      code: 'unreadable_file',
      issues: [{ text: 'backup.entry_damaged', where: 'tables/act/000001' }],
    })
    const cut = await forged((tar) => tar.subarray(0, tar.length - 20_000))
    await expect(restore(cut)).rejects.toMatchObject({ issues: [{ text: 'backup.ends_early' }] })
    const packed = path.join(source.folder, 'packed-cut.tar.gz')
    await writeFile(packed, (await readFile(archive())).subarray(0, 4000))
    await expect(restore(packed)).rejects.toMatchObject({ issues: [{ text: 'backup.ends_early' }] })
    const other = path.join(source.folder, 'other.tar.gz')
    await writeFile(other, 'no archive at all')
    await expect(restore(other)).rejects.toMatchObject({ issues: [{ text: 'backup.no_archive' }] })
    await expect(restore(path.join(source.folder, 'nowhere'))).rejects.toMatchObject({ code: 'not_found' })
    expect(await stateOf(target)).toEqual({})
    expect(await readdir(target.folder)).toEqual([])
  })

  test('of a later program is refused, one of an earlier is migrated', async () => {
    await write()
    const older = await mkdtemp(path.join(tmpdir(), 'jidi-db-'))
    const [first] = (await readdir('db')).filter((name) => name.endsWith('.sql') && name !== 'schema.sql').toSorted()
    await writeFile(path.join(older, first ?? ''), await readFile(path.join('db', first ?? '')))
    await expect(restore(archive(), older)).rejects.toMatchObject({
      code: 'unavailable',
      issues: [{ text: 'backup.newer_program', found: '0.1.0' }],
    })
    const newer = await mkdtemp(path.join(tmpdir(), 'jidi-db-'))
    for (const name of await readdir('db')) {
      if (name.endsWith('.sql') && name !== 'schema.sql')
        await writeFile(path.join(newer, name), await readFile(path.join('db', name)))
    }
    await writeFile(path.join(newer, '9000_later.sql'), 'create table later (id integer);')
    expect((await restore(archive(), newer)).migrated).toBe(1)
    expect((await stateOf(target)).later).toBe('0 rows, 0')
    await Promise.all([older, newer].map((folder) => rm(folder, { recursive: true })))
  })

  test('is not restored over data, and a restore that did not end lets nothing start', async () => {
    await fill()
    await write()
    await restore()
    await expect(restore()).rejects.toMatchObject({ code: 'conflict', issues: [{ text: 'backup.not_empty' }] })
    const lying = await forged((tar) => {
      const said = manifestIn(tar)
      const manifest = JSON.parse(Buffer.from(said, 'latin1').toString()) as Manifest
      const act = manifest.tables.find(({ name }) => name === 'act')
      return Buffer.from(
        tar
          .toString('latin1')
          .replace(`"digest": "${act?.digest}"`, `"digest": "${'1'.repeat(act?.digest.length ?? 1)}"`),
        'latin1',
      )
    })
    await rm(target.folder, { recursive: true })
    const empty = await emptyTestRecord()
    const failing = restoreBackup({
      file: lying,
      record: empty.record,
      database: empty.address.owner,
      dataDir: target.folder,
      migrationsDir: path.resolve('db'),
      log: quietLog,
    })
    await expect(failing).rejects.toMatchObject({ issues: [{ text: 'backup.table_differs', where: 'act' }] })
    await expect(refuseUnfinishedRestore(target.folder)).rejects.toMatchObject({
      issues: [{ text: 'backup.unfinished_restore' }],
    })
    await restoreBackup({
      file: archive(),
      record: empty.record,
      database: empty.address.owner,
      dataDir: target.folder,
      migrationsDir: path.resolve('db'),
      log: quietLog,
    })
    await refuseUnfinishedRestore(target.folder)
    await empty.record.close()
  })

  test('carries the jobs that people wait for, under the ids by which they ask', async () => {
    await source.record.owner
      .insertInto('kit_job')
      .values({ id: '00000000-0000-4000-8000-000000000001', name: 'kit.slow', actor: 'p' })
      .execute()
    await sql`select pgboss.create_queue('kit.slow', '{"policy":"standard"}'::jsonb)`.execute(source.record.owner)
    await sql`insert into pgboss.job (id, name, data) values ('00000000-0000-4000-8000-000000000001', 'kit.slow', '{"n":7}')`.execute(
      source.record.owner,
    )
    const { manifest } = await write()
    expect(manifest.queue).toMatchObject([{ name: 'kit.slow', data: { n: 7 } }])
    await restore()
    const { rows } = await sql`select name, data, state::text from pgboss.job`.execute(target.record.owner)
    expect(rows).toEqual([{ name: 'kit.slow', data: { n: 7 }, state: 'created' }])
  })

  test('verified whole, says what is in it', async () => {
    await fill()
    const { manifest } = await write()
    expect(await verifyArchive(archive())).toEqual(manifest)
  })
})
