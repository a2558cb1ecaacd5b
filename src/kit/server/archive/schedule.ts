import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Gauge } from 'prom-client'
import { visitRecord } from '../db.ts'
import type { House } from '../house.ts'
import { verifyArchive } from './read.ts'
import { archiveName, archivesIn, isBackupDue, type KeptArchive, leftovers, outdated } from './rotation.ts'
import { writeBackup } from './write.ts'

const job = 'kit.backup'

/** Archives of the installation, latest first; none where no folder is set. */
export async function listBackups({ settings }: Pick<House, 'settings'>): Promise<KeptArchive[]> {
  if (settings.backup === undefined) return []
  return archivesIn(await readdir(settings.backup.dir).catch(() => []))
}

/** How it stands with the archives: `off` where no folder is set, `late` when the last is older than the settings allow. */
export type BackupState = { readonly state: 'off' | 'none' } | { readonly state: 'fine' | 'late'; readonly at: Date }

export async function backupState(house: Pick<House, 'settings' | 'clock'>): Promise<BackupState> {
  const { backup } = house.settings
  if (backup === undefined) return { state: 'off' }
  const [last] = await listBackups(house)
  if (last === undefined) return { state: 'none' }
  const age = house.clock.now().getTime() - last.at.getTime()
  return { state: age > backup.lateHours * 3_600_000 ? 'late' : 'fine', at: last.at }
}

const timeoutSeconds = 12 * 3600

/** Makes an archive each day at the set time, lets go of old ones, and says how old the last is. Before start. */
export function scheduleBackups(house: House): void {
  const { settings, jobs, metrics, clock } = house
  const { backup } = settings
  if (backup === undefined) return
  const { timeZone } = house.programme()
  const [hour, minute] = backup.at.split(':').map(Number)
  jobs.define(
    job,
    async ({ signal, progress }) => {
      const [last] = await listBackups(house)
      const now = clock.now()
      if (!isBackupDue(last?.at, now, backup.at, timeZone)) return { made: null }
      for (const name of leftovers(await readdir(backup.dir).catch(() => []))) {
        await rm(path.join(backup.dir, name), { force: true })
      }
      const visit = await visitRecord(settings, house.log)
      try {
        const { dataDir, packs, packsDir, version } = settings
        const file = path.join(backup.dir, archiveName(now))
        const place = { dataDir, packs, packsDir, version, file, signal }
        const { bytes, manifest } = await writeBackup({ ...place, database: visit.owner, tell: progress })
        // What could not be read back takes no earlier one's place.
        await verifyArchive(file)
        if (manifest.damaged.length > 0) house.log.error({ files: manifest.damaged }, 'uploads are damaged on disk')
        for (const { name } of outdated(await listBackups(house), backup.keep, timeZone)) {
          await rm(path.join(backup.dir, name), { force: true })
        }
        return { made: path.basename(file), bytes, damaged: manifest.damaged.length }
      } finally {
        await visit.close()
      }
    },
    { timeoutSeconds },
  )
  jobs.schedule(job, `${minute} ${hour} * * *`, timeZone)
  // The gauge is asked when somebody looks.
  void new Gauge({
    name: 'jidi_backup_age_seconds',
    help: 'Seconds since the last archive; absent while there is none',
    registers: [metrics.registry],
    async collect() {
      const [last] = await listBackups(house)
      if (last === undefined) this.remove()
      else this.set((clock.now().getTime() - last.at.getTime()) / 1000)
    },
  })
}
