import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { kitSentences } from '../texts.ts'
import type { Manifest } from './manifest.ts'
import { findMark, refuseMarked, refuseMarkedFolder, setMark } from './marks.ts'
import {
  archiveOf,
  backUp,
  emptyPlace,
  fillPlace,
  forgeArchive,
  leavePlace,
  type Part,
  type Place,
  restoreTo,
  sourcePlace,
  stateIn,
  stateOf,
  withoutActs,
} from './testing-archive.ts'

let source: Place
let manifest: Manifest
const places: Place[] = []
let target: Place

beforeAll(async () => {
  source = await sourcePlace()
  await fillPlace(source)
  manifest = (await backUp(source)).manifest
})
beforeEach(async () => {
  target = await emptyPlace()
  places.push(target)
})
afterAll(async () => {
  for (const place of [source, ...places]) await leavePlace(place)
})

const archive = (): string => archiveOf(source)
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
/** Adds a file and names it in the manifest as if it belonged there. */
const withNamed =
  (name: string, bytes = Buffer.from('x')) =>
  (parts: Part[], said: Manifest): void => {
    parts.push({ name, bytes })
    said.entries.push({ name, bytes: bytes.length, sha256: sha256(bytes) })
  }

/** Restores, and demands a refusal in both languages with nothing made, in the folder or in the database. */
async function refused(file: string, expected: { code?: string; text: string; where?: string }): Promise<void> {
  const { text, where, code = 'unreadable_file' } = expected
  const issue = where === undefined ? { text } : { text, where }
  await expect(restoreTo(target, file)).rejects.toMatchObject({ code, issues: [issue] })
  expect(kitSentences[text]).toMatchObject({ zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.any(String) })
  expect(await stateOf(target)).toEqual({})
  expect(await readdir(target.folder)).toEqual([])
}

describe('an archive is refused before anything is touched when it', () => {
  const forged = (change: Parameters<typeof forgeArchive>[1]): Promise<string> => forgeArchive(archive(), change)
  const bytesOf = (parts: Part[], name: string): Part => parts.find((one) => one.name === name) as Part

  test('is damaged, cut short, or no archive at all', async () => {
    const damaged = await forged((parts) => {
      const act = bytesOf(parts, 'tables/act/000001')
      act.bytes = Buffer.from(act.bytes.toString('latin1').replace('plain', 'Plain'), 'latin1')
    })
    await refused(damaged, { text: 'backup.entry_damaged', where: 'tables/act/000001' })
    const whole = gunzipSync(await readFile(archive()))
    const file = path.join(source.folder, 'other.tar.gz')
    await writeFile(file, gzipSync(whole.subarray(0, whole.length - 20_000)))
    await refused(file, { text: 'backup.ends_early' })
    await writeFile(file, (await readFile(archive())).subarray(0, 4000))
    await refused(file, { text: 'backup.ends_early' })
    await writeFile(file, 'no archive at all')
    await refused(file, { text: 'backup.no_archive' })
    await writeFile(file, gzipSync(Buffer.alloc(10_000, 'a')))
    await refused(file, { text: 'backup.no_archive' })
    await refused(path.join(source.folder, 'nowhere'), { code: 'not_found', text: 'backup.no_file' })
  })

  test('lacks a part, holds one twice, one that it does not name, or two in each other’s place', async () => {
    const act = 'tables/act/000001'
    await refused(await forged((parts) => parts.filter(({ name }) => name !== act)), {
      text: 'backup.entry_missing',
      where: act,
    })
    await refused(await forged((parts) => [...parts, bytesOf(parts, act)]), { text: 'backup.entry_twice', where: act })
    const more = { name: 'tables/act/000002', bytes: Buffer.from('x') }
    await refused(await forged((parts) => [...parts, more]), { text: 'backup.entry_unnamed', where: more.name })
    await refused(await forged(withNamed('tables/of_nobody/000001')), { text: 'backup.entry_unnamed' })
    const swapped = forged((parts) => {
      const [a, b] = [bytesOf(parts, act), bytesOf(parts, 'tables/act_unsealed/000001')]
      ;[a.bytes, b.bytes] = [b.bytes, a.bytes]
    })
    await expect(restoreTo(target, await swapped)).rejects.toMatchObject({
      issues: [{ text: 'backup.entry_damaged' }, { text: 'backup.entry_damaged' }],
    })
  })

  test.each([
    '../../outside',
    'files/../../outside',
    'packs/demo/../../../outside',
    '/etc/outside',
    'packs/demo/a\\..\\b',
    'keys/session',
    'act-heads.jsonl.more',
  ])('holds a file where none belongs: %s', async (name) => {
    await refused(await forged(withNamed(name)), { text: 'backup.entry_unknown', where: name })
  })

  test('holds a link instead of a file', async () => {
    const tar = gunzipSync(await readFile(archive()))
    tar.write('2', 156)
    const sum = tar.subarray(0, 512).reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0)
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    const file = path.join(source.folder, 'link.tar.gz')
    await writeFile(file, gzipSync(tar))
    await refused(file, { text: 'backup.entry_unknown' })
  })

  test('says of itself what cannot be: a manifest as large as a disk, no tables, a bound with a statement in it', async () => {
    const header = gunzipSync(await readFile(await forged((parts) => parts.slice(0, 1)))).subarray(0, 512)
    header.fill(0, 0, 100).write('manifest.json', 0)
    header.write(`${(2 ** 32).toString(8).padStart(11, '0')}\0`, 124)
    const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    const file = path.join(source.folder, 'large.tar.gz')
    await writeFile(file, gzipSync(Buffer.concat([header, Buffer.alloc(2 ** 20, '[')])))
    await refused(file, { text: 'backup.ends_early' })
    const lying = { text: 'backup.entry_damaged', where: 'manifest.json' }
    await refused(await forged((_, said) => void (said.tables = [])), lying)
    const bound = `FOR VALUES FROM ('1'); drop table act; --') TO ('2')`
    await refused(await forged((_, said) => void said.partitions.push({ name: 'a', of: 'b', bound })), lying)
    await refused(await forged((_, said) => void (said.queue = [{ id: 'x' }] as never)), lying)
  })

  test('comes from a later program or another format, or was made under other migrations', async () => {
    await refused(await forged((_, said) => void (said.format = 2)), {
      code: 'unavailable',
      text: 'backup.newer_format',
    })
    const later = { number: 9000, name: '9000_later.sql', checksum: 'x' }
    await refused(await forged((_, said) => void said.migrations.push(later)), {
      code: 'unavailable',
      text: 'backup.newer_program',
      where: 'db/9000_later.sql',
    })
    const other = { code: 'unavailable', text: 'backup.other_migration' }
    await refused(await forged((_, said) => void ((said.migrations[0] as { checksum: string }).checksum = 'x')), other)
    await refused(await forged((_, said) => void said.migrations.splice(1, 1)), other)
  })
})

describe('a restore', () => {
  test('is not made over data, whether ours or of others, marked folder or not', async () => {
    await restoreTo(target, archive())
    const full = { code: 'conflict', issues: [{ text: 'backup.not_empty' }] }
    await expect(restoreTo(target, archive())).rejects.toMatchObject(full)
    await writeFile(path.join(target.folder, 'restore-unfinished'), 'from another database\n')
    const before = await stateOf(target)
    await expect(restoreTo(target, archive())).rejects.toMatchObject(full)
    expect(await stateOf(target)).toEqual(before)
    const theirs = await emptyPlace()
    places.push(theirs)
    await sql`create table theirs (id integer)`.execute(theirs.record.owner)
    await expect(restoreTo(theirs, archive())).rejects.toMatchObject(full)
  })

  test('that did not end lets nothing start, and begun again ends, also with an archive of other tables', async () => {
    const lying = await forgeArchive(archive(), (_, said) => {
      const act = said.tables.find(({ name }) => name === 'act') as { digest: string }
      act.digest = '1'
    })
    await expect(restoreTo(target, lying)).rejects.toMatchObject({
      issues: [{ text: 'backup.table_differs', where: 'act' }],
    })
    const marked = { code: 'unavailable', issues: [{ text: 'backup.unfinished_restore' }] }
    await expect(refuseMarkedFolder(target.folder)).rejects.toMatchObject(marked)
    await expect(refuseMarked(target.record.ownerPool, '')).rejects.toMatchObject(marked)
    await expect(backUp(target)).rejects.toMatchObject(marked)
    const late = () => Promise.reject(new Error('killed at the end'))
    await expect(restoreTo(target, archive(), { also: late })).rejects.toThrow('killed')
    await expect(refuseMarked(target.record.ownerPool, '')).rejects.toMatchObject(marked)
    await restoreTo(target, archive())
    await refuseMarkedFolder(target.folder)
    await refuseMarked(target.record.ownerPool, '')
    expect(withoutActs(await stateOf(target))).toEqual(withoutActs(stateIn(manifest)))
  })

  test('of an earlier program is migrated to today, also when it had been killed after that', async () => {
    const newer = await mkdtemp(path.join(tmpdir(), 'jidi-db-'))
    for (const name of (await readdir('db')).filter((one) => /^\d.*\.sql$/.test(one))) {
      await writeFile(path.join(newer, name), await readFile(path.join('db', name)))
    }
    await writeFile(path.join(newer, '9000_later.sql'), 'create table later (id integer);')
    const late = () => Promise.reject(new Error('killed at the end'))
    await expect(restoreTo(target, archive(), { migrationsDir: newer, also: late })).rejects.toThrow('killed')
    expect((await restoreTo(target, archive(), { migrationsDir: newer })).migrated).toBe(1)
    expect((await stateOf(target)).later).toBe('0 rows, 0')
    await rm(newer, { recursive: true })
  })

  test('goes nowhere near a record that was moved away', async () => {
    await setMark(target.record.ownerPool, 'move.away', `host/it's "there"`)
    expect(await findMark(target.record.ownerPool)).toEqual({ mark: 'move.away', said: `host/it's "there"` })
    await expect(restoreTo(target, archive())).rejects.toMatchObject({ issues: [{ text: 'backup.not_empty' }] })
    await expect(refuseMarked(target.record.ownerPool, '')).rejects.toMatchObject({ issues: [{ text: 'move.away' }] })
  })
})
