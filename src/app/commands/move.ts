import { rm } from 'node:fs/promises'
import path from 'node:path'
import { writeBackup } from '#kit/server/archive/write.ts'
import { reachRecord } from '#kit/server/db.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import type { Command } from './commands.ts'
import { restoreInto } from './restore.ts'

/** `jidi move`: the record from the PostgreSQL of these settings to another, by way of an archive. */
export const move: Command = {
  usage: 'move --to postgres://… | move --to local',
  about: 'copy the record to an empty database, weighed there; the old one stays as it is',
  async run([flag, to, ...more]) {
    if (flag !== '--to' || to === undefined || more.length > 0) return 'usage'
    const settings = readSettings(process.env)
    const target = readSettings({ ...process.env, DATABASE_URL: to === 'local' ? '' : to, DATABASE_APP_URL: '' })
    const file = path.join(settings.dataDir, `moving-${Date.now()}.tar.gz`)
    // Reached, not visited: a house that is at work here would go on writing into what is left behind.
    const { record, address } = await reachRecord(settings, openLog({ logLevel: 'warn' }))
    try {
      const { dataDir, packs, packsDir, version } = settings
      await writeBackup({ dataDir, packs, packsDir, version, database: address.owner, file, now: new Date() })
    } finally {
      await record.close()
    }
    try {
      await restoreInto(target, file)
    } finally {
      await rm(file, { force: true })
    }
    console.log(to === 'local' ? 'start without DATABASE_URL' : 'start with this DATABASE_URL')
    return 'done'
  },
}
