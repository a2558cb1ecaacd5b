import { sql } from 'kysely'
import type { House } from '#kit/server/house.ts'
import { mirrorFeed } from './mirror-feed.ts'

const longLag = 60

/** Tells how far the mirror is behind the record, and whether it is being built anew. */
export function watchMirror(house: House): void {
  house.watch.add({
    id: 'mirror_feed',
    measures: {
      jidi_mirror_batches_waiting: 'Batches in the record that the mirror does not hold yet',
      jidi_mirror_lag_seconds: 'Seconds that the oldest of them waits; 0 when the mirror holds all',
      jidi_mirror_rebuilding: '1 while the mirror is built anew',
    },
    async look() {
      const { rows } = await sql<{ waiting: string; oldest: string | null }>`
        select count(*) as waiting, extract(epoch from clock_timestamp() - min(batch.known_at)) as oldest
        from observation_outbox waiting join observation_batch batch on batch.id = waiting.batch`.execute(
        house.record.owner,
      )
      const { waiting = 0, oldest = null } = rows[0] ?? {}
      const { ready, rebuilding } = mirrorFeed(house).standing()
      const lag = Math.max(0, Number(oldest ?? 0))
      const measures = {
        jidi_mirror_batches_waiting: Number(waiting),
        jidi_mirror_lag_seconds: lag,
        jidi_mirror_rebuilding: rebuilding ? 1 : 0,
      }
      if (rebuilding) return { level: 'degraded', cause: 'mirror_rebuilding', measures }
      return !ready || lag > longLag
        ? { level: 'degraded', cause: 'mirror_behind', measures }
        : { level: 'ok', measures }
    },
  })
}
