import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '#base/problem.ts'
import { setMark } from '#kit/server/archive/marks.ts'
import { writeBackup } from '#kit/server/archive/write.ts'
import { countOthers, reachRecord } from '#kit/server/db.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings, type Settings } from '#kit/server/settings.ts'
import type { Command } from './commands.ts'
import { restoreInto } from './restore.ts'

/** `jidi move`: the record from the PostgreSQL of these settings to another, by way of an archive. */
export const move: Command = {
  usage: 'move --to postgres://… | move --to local',
  about: 'move the record to an empty database, weighed there; the old one stays as it is and is not served any more',
  async run([flag, to, ...more]) {
    if (flag !== '--to' || to === undefined || more.length > 0) return 'usage'
    const settings = readSettings(process.env)
    const target = readSettings({ ...process.env, DATABASE_URL: to === 'local' ? '' : to, DATABASE_APP_URL: '' })
    if (settings.databaseUrl === target.databaseUrl) {
      throw new Problem('refused_by_rule', { issues: [{ text: 'move.same_place', where: '--to', found: to }] })
    }
    await moveRecord(settings, target)
    console.log(
      to === 'local'
        ? 'start without DATABASE_URL  请不带 DATABASE_URL 启动'
        : 'start with this DATABASE_URL  请以此 DATABASE_URL 启动',
    )
    return 'done'
  },
}

/** Reached, not visited: a house that is at work here would go on writing into what is left behind. */
async function moveRecord(settings: Settings, target: Settings): Promise<void> {
  const { dataDir, packs, packsDir, version } = settings
  const file = path.join(dataDir, 'moving.tar.gz')
  const { record, address } = await reachRecord(settings, openLog({ logLevel: 'warn' }))
  try {
    const others = await countOthers(record)
    if (others > 0) {
      throw new Problem('locked', { issues: [{ text: 'move.at_work', where: 'DATABASE_URL', found: String(others) }] })
    }
    await rm(file, { force: true })
    await writeBackup({ dataDir, packs, packsDir, version, database: address.owner, file })
    await restoreInto(target, file)
    await setMark(
      record.ownerPool,
      'move.away',
      target.databaseUrl === undefined ? dataDir : hostOf(target.databaseUrl),
    )
  } finally {
    await rm(file, { force: true })
    await record.close()
  }
}

/** An address as people may see it: without the password. */
function hostOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
