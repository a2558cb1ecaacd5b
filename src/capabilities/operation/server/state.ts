import { sql } from 'kysely'
import { listBackups } from '#kit/server/archive/schedule.ts'
import type { House } from '#kit/server/house.ts'
import { worstOf } from '#kit/server/watch.ts'
import type { JobShown, Operation } from '../contract.ts'

const mostOpen = 200
const mostDone = 30

/** How the installation is now: nothing of what it holds. */
export async function operationOf(house: House): Promise<Operation> {
  const { settings, record, facts } = house
  const [signs, backups, jobs, version] = await Promise.all([
    house.watch.look(),
    listBackups(house),
    listJobs(house),
    sql<{ v: string }>`select current_setting('server_version') as v`.execute(record.owner),
  ])
  return {
    version: settings.version,
    runtime: process.version,
    startedAt: new Date(Date.now() - process.uptime() * 1000).toISOString(),
    memoryBytes: process.memoryUsage().rss,
    packs: [...settings.packs],
    record: { version: version.rows[0]?.v ?? '', ours: settings.databaseUrl === undefined },
    mirror: { engine: facts.engine },
    backup: { at: backups[0]?.at.toISOString() ?? null, isSet: settings.backup !== undefined },
    level: worstOf(signs),
    parts: signs.map(({ id, level, cause, measures = {} }) => ({
      id,
      level,
      ...(cause === undefined ? {} : { cause }),
      measures: { ...measures },
    })),
    jobs,
  }
}

type JobRow = {
  id: string
  name: string
  state: JobShown['state']
  done: string
  total: string | null
  queued_at: Date
  started_at: Date | null
  finished_at: Date | null
  code: string | null
}

const columns = sql`id, name, state, done, total, queued_at, started_at, finished_at, problem->>'code' as code`

async function listJobs({ record }: Pick<House, 'record'>): Promise<JobShown[]> {
  const { rows } = await sql<JobRow>`
    (select ${columns} from kit_job where state in ('queued', 'running', 'failed')
      order by array_position(array['running', 'queued', 'failed'], state), coalesce(finished_at, queued_at) desc limit ${mostOpen})
    union all
    (select ${columns} from kit_job where state = 'done' order by finished_at desc limit ${mostDone})`.execute(
    record.owner,
  )
  return rows.map(toShown)
}

/** One job, or undefined. */
export async function findJob({ record }: Pick<House, 'record'>, id: string): Promise<JobShown | undefined> {
  const { rows } = await sql<JobRow>`select ${columns} from kit_job where id = ${id}`.execute(record.owner)
  return rows[0] && toShown(rows[0])
}

function toShown(row: JobRow): JobShown {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    done: row.done,
    total: row.total,
    queuedAt: row.queued_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    problem: row.code,
  }
}
