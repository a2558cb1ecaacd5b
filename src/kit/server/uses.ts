import { sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { RecordStore } from './db.ts'
import type { Log } from './log.ts'

/** In which way something was taken out. */
export const useKinds = ['query', 'explanation', 'export'] as const
export type UseKind = (typeof useKinds)[number]

/** What was taken: things by word and id, such as `indicators/output`. */
export type Use = { readonly how: UseKind; readonly of: Iterable<string> }

/** Counts by day, role and organisation; never by person. */
export type Uses = {
  /** Counts in memory; costs nothing a question would feel. */
  note(actor: Actor, use: Use): void
  /** Writes what was counted; runs every few seconds after `start` and once at `stop`. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

type Parts = {
  readonly record: RecordStore
  readonly log: Log
  readonly now: () => Date
  readonly today: () => PlainDate
}

type Count = {
  day: PlainDate
  thing: string
  how: UseKind
  role: string
  organisation: string
  times: number
  at: Date
}

const everyMs = 5000
const mostWaiting = 20_000

/** What is counted and not yet written is lost if the process dies: a count of uses, no evidence. */
export function createUses({ record, log, now, today }: Parts): Uses {
  let waiting = new Map<string, Count>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    const counts = [...waiting.values()]
    waiting = new Map()
    if (counts.length === 0) return
    try {
      await record.asSystem(async (tx) => {
        await sql`
          insert into kit_use (day, thing, how, role, organisation, times, last_at)
          select * from unnest(
            ${counts.map(({ day }) => day)}::date[], ${counts.map(({ thing }) => thing)}::text[],
            ${counts.map(({ how }) => how)}::text[], ${counts.map(({ role }) => role)}::text[],
            ${counts.map(({ organisation }) => organisation)}::text[], ${counts.map(({ times }) => times)}::bigint[],
            ${counts.map(({ at }) => at.toISOString())}::timestamptz[])
          on conflict (thing, day, how, role, organisation) do update
          set times = kit_use.times + excluded.times, last_at = greatest(kit_use.last_at, excluded.last_at)`.execute(tx)
      })
    } catch (error) {
      log.warn({ error, counts: counts.length }, 'uses were not written; they wait for the next time')
      for (const count of counts) add(count)
    }
  }

  function add(count: Count): void {
    const key = [count.day, count.thing, count.how, count.role, count.organisation].join('\n')
    const known = waiting.get(key)
    if (known === undefined && waiting.size >= mostWaiting) return
    waiting.set(key, known === undefined ? count : { ...known, times: known.times + count.times, at: count.at })
  }

  return {
    note({ roles, organisation }, { how, of }) {
      const shared = { day: today(), how, role: roles[0] ?? '', organisation: organisation ?? '', times: 1, at: now() }
      for (const thing of new Set(of)) add({ ...shared, thing })
    },
    flush,
    start() {
      timer ??= setInterval(() => void flush(), everyMs)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await flush()
    },
  }
}
