import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { ActRow, Acts, ActsParts, Reaction } from './acts.ts'
import { takeLease } from './lease.ts'
import { inRequestScope } from './request-scope.ts'
import type { KitTables } from './tables.ts'

export type Reactor = {
  readonly on: Acts['onAct']
  readonly wake: () => void
  readonly start: () => Promise<void>
  readonly settled: () => Promise<void>
  readonly stop: () => Promise<void>
}

type Named = { readonly name: string; readonly reaction: Reaction }
type Waiting = Selectable<KitTables['act']> & { answered: string[]; tries: number }

const batchSize = 100
const pollMilliseconds = 1_000
const longestPauseSeconds = 300

/**
 * Answers acts from the outbox: woken by commits of this process, by the clock for those of others and for retries.
 * One process of an installation answers at a time; when it ends, however it ends, another takes over.
 */
export function createReactor({ record, log, metrics }: Omit<ActsParts, 'dataDir'>): Reactor {
  const reactions = new Map<string, Named[]>()
  const lease = takeLease(record.ownerPool, 'jidi.react')
  let timer: NodeJS.Timeout | undefined
  let started = false
  let asked = false
  let running: Promise<void> | undefined

  const answer = async (row: Waiting): Promise<boolean> => {
    const act = toAct(row)
    for (const { name, reaction } of reactions.get(act.name) ?? []) {
      if (row.answered.includes(name)) continue
      try {
        await inRequestScope({ requestId: act.requestId ?? `act-${act.id}` }, () => reaction(act))
        metrics.reactions.inc({ reaction: name, outcome: 'done' })
        row.answered.push(name)
      } catch (error) {
        metrics.reactions.inc({ reaction: name, outcome: 'failed' })
        log.error(
          { err: error, act: act.id, reaction: name, tries: row.tries + 1 },
          'a reaction failed and will be tried again',
        )
        await postpone(record.owner, row, error)
        return false
      }
    }
    return true
  }

  const answerBatch = async (): Promise<boolean> => {
    const rows = await listWaiting(record.owner)
    metrics.actsWaiting.set(rows.length)
    const held = new Set<string>()
    const answered: string[] = []
    for (const row of rows) {
      const subject = `${row.subject_kind} ${row.subject_id}`
      if (held.has(subject)) continue
      if (await answer(row)) answered.push(row.id)
      else held.add(subject)
    }
    if (answered.length > 0) await record.owner.deleteFrom('act_outbox').where('act', 'in', answered).execute()
    return rows.length > 0
  }

  const answerAll = async (): Promise<void> => {
    if (!(await lease.isHeld())) return
    do {
      asked = false
      await dropUnheard(record.owner, [...reactions.keys()])
      while (started && (await answerBatch())) asked = true
    } while (asked && started)
    metrics.actsWaiting.set(0)
  }

  const wake = (): void => {
    asked = true
    if (!started || running) return
    running = answerAll()
      .catch((error: unknown) => log.error({ err: error }, 'acts could not be answered'))
      .finally(() => {
        running = undefined
        if (asked && started) setImmediate(wake)
      })
  }

  return {
    on(actName, name, reaction) {
      reactions.set(actName, [...(reactions.get(actName) ?? []), { name, reaction }])
    },
    wake,
    async start() {
      started = true
      wake()
      await running
      timer = setInterval(wake, pollMilliseconds)
      timer.unref()
    },
    async settled() {
      await running
      wake()
      await running
    },
    async stop() {
      started = false
      clearInterval(timer)
      await running
      await lease.release()
    },
  }
}

/** Its time has come; or it lies further ahead than any try is put off, so that the clock must have been set back since. */
const isDue = (box: 'box' | 'earlier') => sql`
  (${sql.ref(`${box}.next_try_at`)} <= clock_timestamp() or
    ${sql.ref(`${box}.next_try_at`)} > clock_timestamp() + make_interval(secs => ${2 * longestPauseSeconds}))`

/** What is due, in the order of the acts; an act waits while an earlier one of its subject waits for its next try. */
async function listWaiting(owner: ActsParts['record']['owner']): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select act.*, box.answered, box.tries from act_outbox box join act on act.id = box.act
    where ${isDue('box')} and not exists (
      select from act_outbox earlier
      where earlier.subject_kind = box.subject_kind and earlier.subject_id = box.subject_id
        and earlier.act < box.act and not ${isDue('earlier')}
    )
    order by box.act limit ${batchSize}`.execute(owner)
  return rows
}

/** Acts to which nobody listens leave the outbox at once. */
async function dropUnheard(owner: ActsParts['record']['owner'], heard: readonly string[]): Promise<void> {
  await sql`delete from act_outbox box using act where act.id = box.act and act.name <> all(${heard}::text[])`.execute(
    owner,
  )
}

async function postpone(owner: ActsParts['record']['owner'], row: Waiting, error: unknown): Promise<void> {
  const seconds = Math.min(2 ** row.tries, longestPauseSeconds)
  await owner
    .updateTable('act_outbox')
    .set({
      answered: row.answered,
      tries: row.tries + 1,
      next_try_at: sql`clock_timestamp() + make_interval(secs => ${seconds})`,
      last_error: error instanceof Error ? error.name : 'unknown',
    })
    .where('act', '=', row.id)
    .execute()
}

/** The row of an act as the rest of the house sees it. */
export function toAct(row: Selectable<KitTables['act']>): ActRow {
  return {
    id: row.id,
    at: row.at,
    actor: row.actor,
    name: row.name,
    subject: { kind: row.subject_kind, id: row.subject_id },
    detail: row.detail,
    requestId: row.request_id,
  }
}
