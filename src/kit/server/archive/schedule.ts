import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Gauge } from 'prom-client'
import { visitRecord } from '../db.ts'
import type { House } from '../house.ts'
import { archiveName, archivesIn, isBackupDue, type KeptArchive, outdated } from './rotation.ts'
import { writeBackup } from './write.ts'

const job = 'kit.backup'

/** Archives of the installation, latest first; none where no folder is set. */
export async function listBackups({ settings }: Pick<House, 'settings'>): Promise<KeptArchive[]> {
  if (settings.backup === undefined) return []
  return archivesIn(await readdir(settings.backup.dir).catch(() => []))
}

/** Makes an archive each day at the set time, lets go of old ones, and says how old the last is. Before start. */
export function scheduleBackups(house: House): void {
  const { settings, jobs, metrics, clock } = house
  const { backup } = settings
  if (backup === undefined) return
  const { timeZone } = house.programme()
  const [hour, minute] = backup.at.split(':').map(Number)
  jobs.define(job, async ({ signal, progress }) => {
    const [last] = await listBackups(house)
    const now = clock.now()
    if (!isBackupDue(last?.at, now, backup.at, timeZone)) return { made: null }
    const visit = await visitRecord(settings, house.log)
    try {
      const { dataDir, packs, packsDir, version } = settings
      const file = path.join(backup.dir, archiveName(now))
      const place = { dataDir, packs, packsDir, version, file, now, signal }
      const made = await writeBackup({ ...place, database: visit.owner, tell: progress })
      for (const { name } of outdated(await listBackups(house), backup.keep, timeZone)) {
        await rm(path.join(backup.dir, name), { force: true })
      }
      return { made: path.basename(made.file), bytes: made.bytes }
    } finally {
      await visit.close()
    }
  })
  jobs.schedule(job, `${minute} ${hour} * * *`, timeZone)
  // The gauge is asked when somebody looks.
  void new Gauge({
    name: 'jidi_backup_age_seconds',
    help: 'Seconds since the last archive; absent while there is none',
    registers: [metrics.registry],
    async collect() {
      const [last] = await listBackups(house)
      if (last === undefined) this.reset()
      else this.set((clock.now().getTime() - last.at.getTime()) / 1000)
    },
  })
}
