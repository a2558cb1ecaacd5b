import { mkdir } from 'node:fs/promises'
import { createActs } from './acts.ts'
import { refuseMarkedFolder } from './archive/marks.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { openRecord } from './db.ts'
import type { RecordStore } from './db.ts'
import { openFacts } from './facts.ts'
import type { Facts } from './facts.ts'
import { createFiles } from './files.ts'
import type { House, ProgrammeInForce } from './house.ts'
import { createJobs } from './jobs.ts'
import type { Log } from './log.ts'
import { createLooks } from './looks.ts'
import { createMetrics } from './metrics.ts'
import type { Settings } from './settings.ts'
import { createUses } from './uses.ts'
import { createWatch } from './watch.ts'
import { partsOfKit } from './watch-kit.ts'

export type HouseParts = {
  readonly settings: Settings
  readonly log: Log
  readonly programme: () => ProgrammeInForce
  readonly clock?: Clock
}

/** Engines that are already open, in place of those the settings name. */
export type OpenEngines = { readonly record: RecordStore; readonly facts: Facts }

export type OpenHouse = {
  readonly house: House
  /** Starts jobs and reactions, catching up first; after every capability has registered its own. */
  start(): Promise<void>
  /** Stops reactions, jobs and engines in that order; what is running ends first. */
  close(): Promise<void>
}

/** Opens the engines and puts the house together. Throws the Problem of the engine that does not open. */
export async function openHouse({ settings, log, programme, clock = systemClock }: HouseParts): Promise<OpenHouse> {
  await mkdir(settings.dataDir, { recursive: true })
  await refuseMarkedFolder(settings.dataDir)
  const metrics = createMetrics({ process: true })
  const record = await openRecord(settings, log)
  try {
    const facts = await openFacts(settings, log, metrics)
    return buildHouse({ settings, log, programme, clock }, { record, facts }, metrics)
  } catch (error) {
    await record.close()
    throw error
  }
}

/** Puts a house together from engines that are open. */
export function buildHouse(
  { settings, log, programme, clock = systemClock }: HouseParts,
  { record, facts }: OpenEngines,
  metrics = createMetrics(),
): OpenHouse {
  const acts = createActs({ record, dataDir: settings.dataDir, auditDir: settings.auditDir, log, metrics })
  const jobs = createJobs({ record, log, metrics, alone: settings.databaseUrl === undefined })
  const files = createFiles(settings)
  const today = () => clock.today(programme().timeZone)
  const uses = createUses({ record, log, now: () => clock.now(), today })
  const looks = createLooks({ record, dataDir: settings.dataDir, log, metrics })
  const watch = createWatch(metrics)
  const house: House = {
    settings,
    record,
    facts,
    programme,
    acts,
    jobs,
    files,
    metrics,
    watch,
    uses,
    looks,
    clock,
    log,
  }
  for (const part of partsOfKit(house)) watch.add(part)
  return {
    house,
    async start() {
      await jobs.start()
      await acts.start()
      uses.start()
      await looks.start()
    },
    async close() {
      await acts.stop()
      await jobs.stop()
      await uses.stop()
      await looks.stop()
      await facts.close()
      await record.close()
    },
  }
}
