import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createActs } from '#kit/server/acts.ts'
import { verifyArchive } from '#kit/server/archive/read.ts'
import {
  actTables,
  emptyPlace,
  leavePlace,
  type Place,
  restoreTo,
  stateIn,
  stateOf,
} from '#kit/server/archive/testing-archive.ts'
import { quietLog } from '#kit/server/log.ts'
import { createMetrics } from '#kit/server/metrics.ts'

const folder = 'src/app/fixtures/archives'
const archives = (await readdir(folder)).map((name) => path.join(folder, name))

/** The migrations of today and one that comes after them. */
let tomorrow: string
const places: Place[] = []

beforeAll(async () => {
  tomorrow = await mkdtemp(path.join(tmpdir(), 'jidi-db-'))
  await cp('db', tomorrow, { recursive: true })
  await writeFile(path.join(tomorrow, '9000_later.sql'), `alter table kit_pack_version add column later text`)
})
afterAll(async () => {
  for (const place of places) await leavePlace(place)
  await rm(tomorrow, { recursive: true })
})

describe.each(archives)('the installation that %s kept', (file) => {
  test('has rows in nearly every table', async () => {
    const { tables } = await verifyArchive(file)
    const empty = tables.filter(({ rows }) => rows === '0').map(({ name }) => name)
    expect(empty.length, empty.join(', ')).toBeLessThan(tables.length / 10)
  })

  test('comes back at its own migrations and is taken to the newest with nothing lost', async () => {
    const place = await emptyPlace()
    places.push(place)
    const { manifest, migrated } = await restoreTo(place, file, { migrationsDir: tomorrow })
    expect(migrated).toBeGreaterThanOrEqual(1)
    const [then, now] = [stateIn(manifest), await stateOf(place)]
    const rowsOf = (state: string | undefined): string | undefined => state?.split(' ')[0]
    const kept = manifest.tables.filter(({ name }) => now[name] !== undefined && !actTables.includes(name))
    expect(kept.map(({ name }) => `${name} ${rowsOf(now[name])}`)).toEqual(
      kept.map(({ name }) => `${name} ${rowsOf(then[name])}`),
    )
    const changed = kept.filter(({ name }) => now[name] !== then[name]).map(({ name }) => name)
    expect(changed).toContain('kit_pack_version')
    const untouched = kept.filter(({ name }) => !changed.includes(name))
    expect(untouched.length).toBeGreaterThan(kept.length / 2)
  })

  test('still has every act in its sealed chain', async () => {
    const place = await emptyPlace()
    places.push(place)
    await restoreTo(place, file)
    const acts = createActs({
      record: place.record,
      dataDir: place.folder,
      log: quietLog,
      metrics: createMetrics(),
    })
    await acts.seal()
    const { faults, sealed, waiting } = await acts.verify()
    expect({ faults, waiting }).toEqual({ faults: [], waiting: 0 })
    expect(sealed).toBeGreaterThan(20)
  })
})
