import path from 'node:path'
import { restoreBackup } from '#kit/server/archive/restore.ts'
import { reachRecord } from '#kit/server/db.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings, type Settings } from '#kit/server/settings.ts'
import { rowsOf } from './backup.ts'
import type { Command } from './commands.ts'
import { progressBar } from './progress-bar.ts'

/** `jidi restore`: an archive into an empty installation, on any machine and any PostgreSQL from 15. */
export const restore: Command = {
  usage: 'restore FILE',
  about: 'fill an empty installation from an archive, checked whole before and weighed after',
  async run([file, ...more]) {
    if (file === undefined || file.startsWith('-') || more.length > 0) return 'usage'
    await restoreInto(readSettings(process.env), path.resolve(file))
    return 'done'
  },
}

/** Restores an archive into the installation of these settings and says what came of it. */
export async function restoreInto(settings: Settings, file: string): Promise<void> {
  const log = openLog({ logLevel: 'warn' })
  const { record, address } = await reachRecord(settings, log)
  const bar = progressBar(process.stderr)
  try {
    const { dataDir, migrationsDir } = settings
    const tell = (done: number, total: number): void => bar.show('恢复 tables', done, total)
    const parts = { file, record, database: address.owner, dataDir, migrationsDir, log, tell }
    const { manifest, files, migrated } = await restoreBackup(parts)
    bar.end()
    console.log(
      `${rowsOf(manifest.tables)} rows of ${manifest.tables.length} tables as of ${manifest.at}, ${files} files, ${migrated} migrations; the mirror is built at the next start  分析库将在下次启动时重建`,
    )
  } finally {
    await record.close()
  }
}
