// `npx tsx tools/archive-of-release.ts`: makes the archive that stays in the tests for this release, with rows in nearly every table, from an
// installation of the fictional programme. At each release once; an archive that is there already is never made again.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { prepareHouse } from '#app/house.ts'
import { backup } from '#app/commands/backup.ts'
import { populateCommand } from '#app/commands/populate.ts'
import { visitRecord } from '#kit/server/db.ts'
import { quietLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import { fillEmptyTables } from './archive-of-release/rows.ts'

const dataDir = await mkdtemp(path.join(tmpdir(), 'jidi-release-'))
Object.assign(process.env, { DATA_DIR: dataDir, PACK: 'demo', POPULATION: 'small', DATABASE_URL: '', FACTS_URL: '' })
const settings = readSettings(process.env)
const folder = path.resolve('src/app/fixtures/archives')
await mkdir(folder, { recursive: true })
try {
  await populate()
  const visit = await visitRecord(settings, quietLog)
  const client = new pg.Client(visit.owner)
  await client.connect()
  const empty = await fillEmptyTables(client)
  await client.end()
  await backup.run([path.join(folder, `${settings.version}.tar.gz`)])
  await visit.close()
  console.log(empty.length === 0 ? 'every table has rows' : `without rows: ${empty.join(', ')}`)
} finally {
  await rm(dataDir, { recursive: true, force: true })
}

async function populate(): Promise<void> {
  await populateCommand.run(['--enterprises', '24', '--months', '4', '--parcels', '12', '--carriers', '3'])
  const open = await prepareHouse(settings, quietLog)
  try {
    await open.start()
    await open.house.files.put(Buffer.from('an upload that a release leaves behind'))
    await open.house.acts.settled()
    await open.house.acts.seal()
  } finally {
    await open.close()
  }
}
