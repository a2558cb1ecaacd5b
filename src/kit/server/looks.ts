import { appendFile, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { Counter, Gauge } from 'prom-client'
import type { LookKind } from '#base/endpoint.ts'
import { Problem } from '#base/problem.ts'
import type { RecordStore } from './db.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** One answer that held values of single respondents or data of people. */
export type Look = {
  readonly at: Date
  readonly person: string
  readonly roles: readonly string[]
  readonly organisation?: string | undefined
  readonly onBehalfOf?: string | undefined
  readonly requestId: string
  readonly kind: LookKind
  /** The endpoint that answered. */
  readonly what: string
  /** Ids in the address; absent for lists. */
  readonly subject?: string | undefined
  /** How many records; absent where nobody counted. */
  readonly rows?: number | undefined
}

/** Who looked at what. The evidence is written before the answer leaves, many answers in one statement. */
export type Looks = {
  /** Before a sensitive answer is made. @throws Problem unavailable while too much waits to be written */
  demandRoom(): void
  /** Resolves when it is written, or after a moment: then it is kept here until it can be. */
  note(look: Look): Promise<void>
  /** How many wait for longer than an answer would. */
  held(): number
  start(): Promise<void>
  stop(): Promise<void>
}

export type LooksParts = {
  readonly record: RecordStore
  readonly dataDir: string
  readonly log: Log
  readonly metrics: Metrics
  /** For tests; the rest of the world keeps the defaults. */
  readonly limits?: Partial<typeof limits>
}

const limits = { waitMs: 300, retryMs: 2_000, most: 20_000, batch: 1_000 }
const fileName = 'looks-unwritten.jsonl'

/** Keeps in memory what the database does not take, so many at most; more is not shown to anybody. */
export function createLooks({ record, dataDir, log, metrics, limits: given }: LooksParts): Looks {
  const { waitMs, retryMs, most, batch } = { ...limits, ...given }
  const file = path.join(dataDir, fileName)
  const { written, unwritten } = metersOf(metrics)
  let waiting: Look[] = []
  let running: Promise<void> | undefined
  let failing = false
  let timer: NodeJS.Timeout | undefined

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const portion = waiting.slice(0, batch)
      await insertLooks(record, portion)
      waiting = waiting.slice(portion.length)
      written.inc(portion.length)
      unwritten.set(waiting.length)
      failing = false
    }
  }

  /** One statement at a time; what comes meanwhile goes with the next. */
  function write(): Promise<void> {
    running ??= writeAll()
      .catch((error: unknown) => {
        if (!failing) log.error({ err: error, waiting: waiting.length }, 'looks could not be written; they are kept')
        failing = true
        clearTimeout(timer)
        timer = setTimeout(() => void write(), retryMs)
        timer.unref()
      })
      .finally(() => {
        running = undefined
      })
    return running
  }

  return {
    demandRoom() {
      if (waiting.length < most) return
      throw new Problem('unavailable', { details: { reason: 'looks.full', limit: String(most) } })
    },
    async note(look) {
      waiting.push(look)
      unwritten.set(waiting.length)
      // While the database takes nothing nobody waits for it: the next try is under way by itself.
      if (failing) return
      await Promise.race([untilWritten(), later(waitMs)])

      async function untilWritten(): Promise<void> {
        while (!failing && waiting.includes(look)) await write()
      }
    },
    held: () => (failing ? waiting.length : 0),
    async start() {
      waiting.push(...(await takeKept(file)))
      if (waiting.length > 0) await write()
      if (!failing) await rm(file, { force: true })
    },
    async stop() {
      clearTimeout(timer)
      await write()
      clearTimeout(timer)
      if (waiting.length === 0) return
      log.error({ waiting: waiting.length, file: fileName }, 'looks could not be written; they are kept in a file')
      await appendFile(file, waiting.map((look) => `${JSON.stringify(look)}\n`).join(''))
      waiting = []
    },
  }
}

function later(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms).unref()
  })
}

/** What an earlier process could not write. */
async function takeKept(file: string): Promise<Look[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Look & { at: string })
    .map((look) => ({ ...look, at: new Date(look.at) }))
}

function insertLooks(record: RecordStore, looks: readonly Look[]): Promise<void> {
  const column = <Key extends keyof Look>(key: Key) => looks.map((look) => look[key] ?? null)
  return record.asSystem(async (tx) => {
    await sql`
      insert into kit_look (at, person, roles, organisation, on_behalf_of, request_id, kind, what, subject, rows)
      select at, person, string_to_array(roles, ' '), organisation, on_behalf_of, request_id, kind, what, subject, rows
      from unnest(
        ${looks.map(({ at }) => at.toISOString())}::timestamptz[], ${column('person')}::text[],
        ${looks.map(({ roles }) => roles.join(' '))}::text[], ${column('organisation')}::text[],
        ${column('onBehalfOf')}::text[], ${column('requestId')}::text[], ${column('kind')}::text[],
        ${column('what')}::text[], ${column('subject')}::text[], ${column('rows')}::integer[])
        as look (at, person, roles, organisation, on_behalf_of, request_id, kind, what, subject, rows)`.execute(tx)
  })
}

function metersOf({ registry }: Metrics): { written: Counter; unwritten: Gauge } {
  const registers = [registry]
  return {
    written: new Counter({
      name: 'jidi_looks_total',
      help: 'Answers with values of single respondents or data of people that were written down',
      registers,
    }),
    unwritten: new Gauge({ name: 'jidi_looks_waiting', help: 'Looks that are not written yet', registers }),
  }
}
