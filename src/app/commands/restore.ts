import { stat } from 'node:fs/promises'
import path from 'node:path'
import { disownMirror } from '#capabilities/observations/server/service.ts'
import { type Restored, restoreBackup } from '#kit/server/archive/restore.ts'
import { reachRecord } from '#kit/server/db.ts'
import { openFacts } from '#kit/server/facts.ts'
import { hasLocalPostgres } from '#kit/server/local-postgres.ts'
import { openLog } from '#kit/server/log.ts'
import { createMetrics } from '#kit/server/metrics.ts'
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
    const settings = readSettings(process.env)
    const { manifest } = await restoreInto(settings, path.resolve(file), () => letMirrorBeBuilt(settings))
    for (const name of manifest.damaged)
      console.warn(`${name}: was damaged on disk when the archive was made  备份时该上传文件已损坏`)
    console.log('the mirror is built at the next start  分析库将在下次启动时重建')
    return 'done'
  },
}

/** Restores an archive into the installation of these settings and says what came of it. */
export async function restoreInto(
  settings: Settings,
  file: string,
  also: () => Promise<void> = async () => {},
): Promise<Restored> {
  const log = openLog({ logLevel: 'warn' })
  const bar = progressBar(process.stderr)
  const { dataDir, migrationsDir, databaseUrl } = settings
  const restored = await restoreBackup({
    file,
    reach: () => reachRecord(settings, log),
    isNew: databaseUrl === undefined && !(await hasLocalPostgres(dataDir)),
    dataDir,
    migrationsDir,
    log,
    also,
    tell: (done, total) => bar.show('恢复 tables', done, total),
  })
  bar.end()
  const { manifest, files, migrated } = restored
  const tables = `${rowsOf(manifest.tables)} rows of ${manifest.tables.length} tables`
  console.log(`${tables} as of ${manifest.at}, ${files} files, ${migrated} migrations`)
  return restored
}

/** A mirror that lies here already may be of another record, or of a later day of this one. */
async function letMirrorBeBuilt(settings: Settings): Promise<void> {
  const isHere = await stat(path.join(settings.dataDir, 'facts.duckdb')).then(
    () => true,
    () => false,
  )
  if (!isHere && settings.factsUrl === undefined) return
  const facts = await openFacts(settings, openLog({ logLevel: 'warn' }), createMetrics())
  try {
    await disownMirror(facts)
  } finally {
    await facts.close()
  }
}
