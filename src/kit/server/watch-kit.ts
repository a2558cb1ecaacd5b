import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import { backupState } from './archive/schedule.ts'
import type { House } from './house.ts'
import type { Sign, WatchedPart } from './watch.ts'

type WatchedHouse = Pick<House, 'settings' | 'record' | 'facts' | 'clock' | 'looks'>

/** Less than this, or a tenth of a small disk, is too little to go on without care: a rebuild writes the mirror beside the old one. */
const littleDisk = 2 * 2 ** 30
const noDisk = 200 * 2 ** 20
const longWait = 15 * 60
const longUnsealed = 60

/** The parts that the kit itself is made of. */
export function partsOfKit(house: WatchedHouse): readonly WatchedPart[] {
  return [
    recordPart(house),
    mirrorPart(house),
    diskPart(house),
    backupPart(house),
    jobsPart(house),
    actsPart(house),
    looksPart(house),
  ]
}

function recordPart({ record }: WatchedHouse): WatchedPart {
  return {
    id: 'record',
    measures: {
      jidi_record_bytes: 'Size of the database of the record',
      jidi_record_connections: 'Connections to the database of the record, ours and others',
      jidi_record_connections_most: 'Connections that the database takes at most',
    },
    async look() {
      const { rows } = await sql<{ bytes: string; used: string; most: string }>`
        select pg_database_size(current_database()) as bytes, current_setting('max_connections') as most,
          (select count(*) from pg_stat_activity where datname = current_database()) as used`.execute(record.owner)
      const { bytes = 0, used = 0, most = 0 } = rows[0] ?? {}
      const measures = {
        jidi_record_bytes: Number(bytes),
        jidi_record_connections: Number(used),
        jidi_record_connections_most: Number(most),
      }
      if (Number(used) > Number(most) * 0.9) return { level: 'degraded', cause: 'record_crowded', measures }
      return { level: 'ok', measures }
    },
  }
}

function mirrorPart({ facts }: WatchedHouse): WatchedPart {
  return {
    id: 'mirror',
    async look() {
      await facts.query('select 1 as one')
      return { level: 'ok' }
    },
  }
}

function diskPart({ settings }: WatchedHouse): WatchedPart {
  return {
    id: 'disk',
    measures: {
      jidi_disk_free_bytes: 'Bytes free where DATA_DIR is',
      jidi_disk_bytes: 'Bytes in all where DATA_DIR is',
    },
    async look() {
      const { bavail, blocks, bsize } = await statfs(settings.dataDir)
      return diskSign(bavail * bsize, blocks * bsize)
    },
  }
}

/** What so much room means. */
export function diskSign(free: number, all: number): Sign {
  const measures = { jidi_disk_free_bytes: free, jidi_disk_bytes: all }
  if (free < Math.min(noDisk, all * 0.02)) return { level: 'failing', cause: 'disk_full', measures }
  return free < Math.min(littleDisk, all * 0.1)
    ? { level: 'degraded', cause: 'disk_low', measures }
    : { level: 'ok', measures }
}

function backupPart(house: WatchedHouse): WatchedPart {
  return {
    id: 'backup',
    async look() {
      const { state } = await backupState(house)
      return state === 'off' || state === 'fine' ? { level: 'ok' } : { level: 'degraded', cause: `backup_${state}` }
    },
  }
}

function jobsPart({ record }: WatchedHouse): WatchedPart {
  return {
    id: 'jobs',
    measures: {
      jidi_jobs_queued: 'Jobs that wait for their turn',
      jidi_jobs_running: 'Jobs at work',
      jidi_jobs_failed_day: 'Jobs that failed for good within a day and were not begun again',
      jidi_jobs_oldest_seconds: 'Seconds that the longest waiting job waits',
    },
    async look() {
      const { rows } = await sql<{ queued: string; running: string; failed: string; oldest: string | null }>`
        select count(*) filter (where state = 'queued') as queued, count(*) filter (where state = 'running') as running,
          count(*) filter (where state = 'failed' and finished_at > clock_timestamp() - interval '1 day') as failed,
          extract(epoch from clock_timestamp() - min(queued_at) filter (where state = 'queued')) as oldest
        from kit_job where state in ('queued', 'running', 'failed')`.execute(record.owner)
      const { queued = 0, running = 0, failed = 0, oldest = null } = rows[0] ?? {}
      const measures = {
        jidi_jobs_queued: Number(queued),
        jidi_jobs_running: Number(running),
        jidi_jobs_failed_day: Number(failed),
        ...(oldest === null ? {} : { jidi_jobs_oldest_seconds: Math.max(0, Number(oldest)) }),
      }
      if (Number(failed) > 0) return { level: 'degraded', cause: 'jobs_failed', measures }
      return Number(oldest ?? 0) > longWait
        ? { level: 'degraded', cause: 'jobs_waiting', measures }
        : { level: 'ok', measures }
    },
  }
}

function actsPart({ record }: WatchedHouse): WatchedPart {
  return {
    id: 'acts',
    measures: {
      jidi_acts_unanswered: 'Acts with reactions that are not done',
      jidi_acts_failing: 'Acts with a reaction that failed and is tried again',
      jidi_acts_unsealed: 'Acts that are not sealed into the chain yet',
      jidi_acts_unsealed_seconds: 'Seconds that the oldest of them waits',
    },
    async look() {
      const { rows } = await sql<{ open: string; failing: string; unsealed: string; oldest: string | null }>`
        select (select count(*) from act_outbox) as open, (select count(*) from act_outbox where tries > 0) as failing,
          count(*) as unsealed, extract(epoch from clock_timestamp() - min(act.at)) as oldest
        from act_unsealed join act on act.id = act_unsealed.act`.execute(record.owner)
      const { open = 0, failing = 0, unsealed = 0, oldest = null } = rows[0] ?? {}
      const measures = {
        jidi_acts_unanswered: Number(open),
        jidi_acts_failing: Number(failing),
        jidi_acts_unsealed: Number(unsealed),
        ...(oldest === null ? {} : { jidi_acts_unsealed_seconds: Math.max(0, Number(oldest)) }),
      }
      if (Number(failing) > 0) return { level: 'degraded', cause: 'reactions_failing', measures }
      return Number(oldest ?? 0) > longUnsealed
        ? { level: 'degraded', cause: 'acts_unsealed', measures }
        : { level: 'ok', measures }
    },
  }
}

function looksPart({ looks }: WatchedHouse): WatchedPart {
  return {
    id: 'looks',
    look: async () => (looks.held() > 0 ? { level: 'degraded', cause: 'looks_unwritten' } : { level: 'ok' }),
  }
}
