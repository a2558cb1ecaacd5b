import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recordAct } from '../acts.ts'
import { createFiles } from '../files.ts'
import { quietLog } from '../log.ts'
import { listMigrations, migrate } from '../migrate.ts'
import { testActor } from '../testing.ts'
import { verifyArchive } from './read.ts'
import {
  archiveOf,
  backUp,
  emptyPlace,
  fillPlace,
  leavePlace,
  type Place,
  restoreTo,
  sourcePlace,
  stateIn,
  stateOf,
  withoutActs,
} from './testing-archive.ts'

let source: Place
let target: Place

beforeEach(async () => {
  source = await sourcePlace()
  target = await emptyPlace()
})
afterEach(async () => {
  for (const place of [source, target]) await leavePlace(place)
})

const archive = (): string => archiveOf(source)
const acts = (place: Place, name: string) =>
  place.record.owner.selectFrom('act').select(['actor', 'subject_id']).where('name', '=', name).execute()

describe('an archive', () => {
  test('brings every table, upload and sequence to an empty place, equal row by row', async () => {
    const hash = await fillPlace(source)
    const before = await stateOf(source)
    const { manifest } = await backUp(source)
    expect(stateIn(manifest)).toEqual(before)
    expect(await restoreTo(target, archive())).toMatchObject({ files: 1, migrated: 0 })
    expect(withoutActs(await stateOf(target))).toEqual(withoutActs(before))
    const kept = createFiles({ dataDir: target.folder, uploadBytes: 1000 })
    expect((await kept.read(hash)).toString()).toBe('上传的文件')
    expect(await readdir(path.join(target.folder, 'packs-of-backup', 'demo'))).toContain('pack.yaml')
    const next = await target.record.withActor(testActor(['x.y']), (tx) =>
      recordAct(tx, { name: 'kit.next', subject: { kind: 'thing', id: '2' } }),
    )
    expect(Number(next.id)).toBe(8)
    const rules = sql<{ n: number }>`select count(*)::int as n from pg_constraint where contype = 'f'`
    expect((await rules.execute(target.record.owner)).rows).toEqual((await rules.execute(source.record.owner)).rows)
  })

  test('holds every table that has its page of words, and no other', async () => {
    const { manifest } = await backUp(source)
    const described = (await readdir('db/tables')).map((name) => path.basename(name, '.yaml'))
    expect(manifest.tables.map(({ name }) => name)).toEqual(
      described.filter((name) => name !== 'kit_migration').toSorted(),
    )
  })

  test('made and restored stands among the acts of both places, and is for its owner alone', async () => {
    await fillPlace(source)
    await backUp(source)
    await restoreTo(target, archive())
    expect(await acts(source, 'kit.backed_up')).toEqual([{ actor: 'system', subject_id: 'kept.tar.gz' }])
    expect(await acts(target, 'kit.restored')).toEqual([{ actor: 'system', subject_id: 'kept.tar.gz' }])
    expect(((await stat(archive())).mode & 0o777).toString(8)).toBe('600')
  })

  test('shows one instant, whatever is written meanwhile', async () => {
    await fillPlace(source)
    const before = await stateOf(source)
    const writing = backUp(source)
    const more = Array.from({ length: 50 }, () => fillPlace(source))
    const { manifest } = await writing
    await Promise.all(more)
    const rows = Number(manifest.tables.find(({ name }) => name === 'act')?.rows)
    expect(rows % 6).toBe(0)
    expect(rows).toBeGreaterThanOrEqual(Number(before.act?.split(' ')[0]))
    await restoreTo(target, archive())
    expect(withoutActs(await stateOf(target))).toEqual(withoutActs(stateIn(manifest)))
  })

  test('holds no head of the chain of acts that was made after its instant', async () => {
    await fillPlace(source)
    await sql`insert into act_seal (position, act, algorithm, hash) values (1, 1, 'sha256', 'aa')`.execute(
      source.record.owner,
    )
    await sql`delete from act_unsealed where act = 1`.execute(source.record.owner)
    const heads = ['{"position":"1","hash":"aa"}', '{"position":"2","hash":"later"}', '{"posi']
    await writeFile(path.join(source.folder, 'act-heads.jsonl'), heads.join('\n'))
    await backUp(source)
    await writeFile(path.join(target.folder, 'act-heads.jsonl'), 'of another record\n')
    await restoreTo(target, archive())
    expect(await readFile(path.join(target.folder, 'act-heads.jsonl'), 'utf8')).toBe(`${heads[0]}\n`)
    const [aside = ''] = (await readdir(target.folder)).filter((name) => name.startsWith('act-heads-before-'))
    expect(await readFile(path.join(target.folder, aside), 'utf8')).toBe('of another record\n')
  })

  test('holds uploads that are let go of while it is written, and says which are damaged on disk', async () => {
    const files = createFiles({ dataDir: source.folder, uploadBytes: 1000 })
    const [gone, bad] = [await files.put(Buffer.from('let go of')), await files.put(Buffer.from('whole'))]
    await writeFile(files.pathOf(bad.hash), 'rot')
    const writing = backUp(source)
    const early = setInterval(() => void files.remove(gone.hash), 1)
    const { manifest } = await writing
    clearInterval(early)
    const name = `files/${bad.hash.slice(0, 2)}/${bad.hash}`
    expect(manifest.damaged).toEqual([name])
    expect(await files.has(gone.hash)).toBe(false)
    const { files: restored } = await restoreTo(target, archive())
    const there = createFiles({ dataDir: target.folder, uploadBytes: 1000 })
    expect(await there.has(bad.hash)).toBe(false)
    expect(restored).toBe(manifest.entries.filter((one) => one.name.startsWith('files/')).length - 1)
    expect((await readdir(source.folder)).filter((one) => one.startsWith('files-held'))).toEqual([])
  })

  test('appears under its name when it is whole, and overwrites nothing', async () => {
    await backUp(source)
    await expect(backUp(source)).rejects.toMatchObject({
      code: 'conflict',
      issues: [{ text: 'backup.file_exists' }],
    })
    const file = path.join(source.folder, 'stopped.tar.gz')
    await expect(backUp(source, { file, signal: AbortSignal.abort() })).rejects.toThrow('abort')
    expect((await readdir(source.folder)).filter((name) => name.startsWith('stopped'))).toEqual([])
    expect(await acts(source, 'kit.backed_up')).toHaveLength(1)
  })

  test('of a database that ends meanwhile is none, and says so', async () => {
    await fillPlace(source)
    const writing = backUp(source)
    const ending = setInterval(() => {
      void sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'jidi backup' and datname = current_database()`
        .execute(source.record.owner)
        .catch(() => {})
    }, 1)
    await expect(writing).rejects.toMatchObject({
      code: 'unavailable',
      issues: [{ text: 'backup.database_lost' }],
    })
    clearInterval(ending)
    expect((await readdir(source.folder)).filter((name) => name.startsWith('kept'))).toEqual([])
  })

  test('of a table in parts brings its parts, also those that no migration makes', async () => {
    const db = await mkdtemp(path.join(tmpdir(), 'jidi-db-'))
    const text = `create table looked (at date not null, what text not null) partition by range (at);
      create table looked_early partition of looked for values from (minvalue) to ('2026-01-01');`
    await writeFile(path.join(db, '0001_looked.sql'), `${await readFile('db/0001_kit.sql', 'utf8')}\n${text}`)
    const parted = await emptyPlace()
    const { owner } = parted.record
    await migrate(owner, await listMigrations(db), quietLog)
    await sql`create table looked_2026_01 partition of looked for values from ('2026-01-01') to ('2026-02-01')`.execute(
      owner,
    )
    await sql`insert into looked values ('2025-12-31', 'a'), ('2026-01-05', 'b')`.execute(owner)
    const { manifest } = await backUp(parted)
    expect(manifest.partitions.map(({ name }) => name)).toEqual(['looked_2026_01', 'looked_early'])
    expect(Object.keys(stateIn(manifest))).not.toContain('looked_2026_01')
    await restoreTo(target, archiveOf(parted), { migrationsDir: db })
    const { rows } = await sql`select what from looked_2026_01`.execute(target.record.owner)
    expect(rows).toEqual([{ what: 'b' }])
    expect((await stateOf(target)).looked).toBe(stateIn(manifest).looked)
    await leavePlace(parted)
    await rm(db, { recursive: true })
  })

  test('carries the jobs that somebody waits for, under the ids by which they ask; what the clock begins, it begins again', async () => {
    const [asked, timed] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
    for (const [id, name, actor] of [
      [asked, 'kit.slow', 'p'],
      [timed, 'kit.nightly', 'system'],
    ] as const) {
      await source.record.owner.insertInto('kit_job').values({ id, name, actor, state: 'running' }).execute()
      await sql`select pgboss.create_queue(${name}, '{"policy":"standard"}'::jsonb)`.execute(source.record.owner)
      await sql`insert into pgboss.job (id, name, data) values (${id}, ${name}, '{"n":7}')`.execute(source.record.owner)
    }
    await sql`insert into pgboss.schedule (name, cron) values ('kit.nightly', '0 2 * * *')`.execute(source.record.owner)
    const { manifest } = await backUp(source)
    expect(manifest.queue).toMatchObject([{ id: asked, name: 'kit.slow', data: { n: 7 } }])
    await restoreTo(target, archive())
    const { rows } = await sql`select name, data, state::text from pgboss.job`.execute(target.record.owner)
    expect(rows).toEqual([{ name: 'kit.slow', data: { n: 7 }, state: 'created' }])
    const kept = await target.record.owner.selectFrom('kit_job').select(['name', 'state']).execute()
    expect(kept).toEqual([{ name: 'kit.slow', state: 'queued' }])
  })

  test('of an installation that was never started holds everything, and no job', async () => {
    await fillPlace(source)
    await sql`drop schema pgboss cascade`.execute(source.record.owner)
    expect((await backUp(source)).manifest.queue).toEqual([])
    await restoreTo(target, archive())
    expect(await acts(target, 'kit.tried')).toHaveLength(6)
  })

  test('verified whole, says what is in it', async () => {
    await fillPlace(source)
    const { manifest } = await backUp(source)
    expect(await verifyArchive(archive())).toEqual(manifest)
  })
})
