import { sql } from 'kysely'
import { type House, todayOf } from '#kit/server/house.ts'

const longWait = 3600

/** Tells which clocks have run out and are not looked at yet, and how long messages wait. */
export function watchWorkflows(house: House): void {
  house.watch.add({
    id: 'clocks',
    measures: { jidi_clocks_due: 'Open cases with a clock whose day has come and is not looked at yet' },
    async look() {
      const { rows } = await sql<{ due: string; late: string }>`
        select count(*) as due, count(*) filter (where wakes_on < ${todayOf(house)}::date - 1) as late
        from workflow_case where closed_at is null and wakes_on <= ${todayOf(house)}::date`.execute(house.record.owner)
      const { due = 0, late = 0 } = rows[0] ?? {}
      const measures = { jidi_clocks_due: Number(due) }
      return Number(late) > 0 ? { level: 'degraded', cause: 'clocks_late', measures } : { level: 'ok', measures }
    },
  })
  house.watch.add({
    id: 'messages',
    measures: { jidi_messages_oldest_seconds: 'Seconds that the oldest message waits to be sent' },
    async look() {
      const { rows } = await sql<{ oldest: string | null }>`
        select extract(epoch from clock_timestamp() - min(written_at)) as oldest
        from workflow_message where state = 'waiting'`.execute(house.record.owner)
      const oldest = rows[0]?.oldest ?? null
      const measures: Record<string, number> =
        oldest === null ? {} : { jidi_messages_oldest_seconds: Math.max(0, Number(oldest)) }
      return Number(oldest ?? 0) > longWait
        ? { level: 'degraded', cause: 'messages_waiting', measures }
        : { level: 'ok', measures }
    },
  })
}
