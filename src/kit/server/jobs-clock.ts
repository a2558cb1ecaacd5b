import { sql } from 'kysely'
import type { RecordStore } from './db.ts'
import type { Log } from './log.ts'

/**
 * A clock that was set back: what was stamped before lies ahead of us now. Jobs would wait, and whatever is done at set times would sleep,
 * until the clock has passed that instant once more; they are brought back to the present instead.
 */
export async function bringBackJobs(record: Pick<RecordStore, 'owner'>, log: Log): Promise<void> {
  const { rows } = await sql<{ jobs: string; schedules: string }>`
    with back as (
      update pgboss.job set start_after = case when state = 'retry' then now() else start_after - (created_on - now()) end,
        created_on = least(created_on, now())
      where (state = 'created' and created_on > now() + interval '1 minute')
        or (state = 'retry' and start_after > now() + interval '1 hour')
      returning 1),
    crons as (update pgboss.version set cron_on = null where cron_on > now() + interval '1 minute' returning 1),
    queues as (update pgboss.queue set maintain_on = null where maintain_on > now() + interval '1 minute' returning 1)
    select (select count(*) from back) as jobs, (select count(*) from crons) as schedules`.execute(record.owner)
  const [{ jobs, schedules } = { jobs: '0', schedules: '0' }] = rows
  if (jobs !== '0' || schedules !== '0')
    log.warn({ jobs: Number(jobs) }, 'the clock was set back; jobs are not kept waiting for it')
}
