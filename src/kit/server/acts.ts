import { afterCommit } from './commit-scope.ts'
import type { RecordStore, Transaction } from './db.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { findRequestScope } from './request-scope.ts'
import { createReactor, toAct } from './reactor.ts'
import { createSealer } from './sealer.ts'
import type { ActsVerdict } from './sealer.ts'

/** The subject of an act: a registered kind and an id, never a name. */
export type ActSubject = { readonly kind: string; readonly id: string }

/** What is handed in: the name `<capability>.<past verb>`, the subject, and details without personal data. */
export type NewAct = {
  readonly name: string
  readonly subject: ActSubject
  /** Ids, codes, periods, exact decimals as text; never names, phone numbers or free text about people. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** One act as recorded. */
export type ActRow = {
  /** Grows with time; decimal text of a 64-bit number. */
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly name: string
  readonly subject: ActSubject
  readonly detail: Readonly<Record<string, unknown>>
  readonly requestId: string | null
}

/** A reaction: runs after the act is committed, at least once, so it must be safe to repeat. */
export type Reaction = (act: ActRow) => Promise<void>

export type Acts = {
  /**
   * Registers a reaction under a name that stays the same over releases, e.g. 'indicators.refresh'. Before start.
   * Acts are answered one after another in the order of their ids; one that fails holds back only its own subject.
   */
  onAct(actName: string, reactionName: string, reaction: Reaction): void
  /** Catches up with everything not yet answered, then answers each act as it is committed; starts the sealer. */
  start(): Promise<void>
  /** Resolves when every act committed before the call has been answered or is waiting for its next try. */
  settled(): Promise<void>
  /** Seals everything committed; answers how many acts. Runs every second after start. */
  seal(): Promise<number>
  /** Walks the whole chain and compares it with the acts and with the heads written outside the database. */
  verify(): Promise<ActsVerdict>
  stop(): Promise<void>
}

/** The parts of the house that acts need. */
export type ActsParts = {
  readonly record: RecordStore
  readonly dataDir: string
  /** Another folder for the heads of the chain, best where the server may add but not change. */
  readonly auditDir?: string | undefined
  readonly log: Log
  readonly metrics: Metrics
}

const wakers = new Set<() => void>()

/**
 * Records an act in the transaction it belongs to, with the actor and request of that transaction. Its reactions run
 * after the commit; if the transaction rolls back there was no act. Done in the place of somebody absent or
 * with a key, it says so.
 */
export async function recordAct(tx: Transaction, act: NewAct): Promise<ActRow> {
  const { onBehalfOf, key } = findRequestScope() ?? {}
  const detail = {
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...act.detail,
    ...(key === undefined ? {} : { key }),
  }
  const row = await tx
    .insertInto('act')
    .values({
      name: act.name,
      subject_kind: act.subject.kind,
      subject_id: act.subject.id,
      detail: JSON.stringify(detail),
    })
    .returning(['id', 'at', 'actor', 'request_id'])
    .executeTakeFirstOrThrow()
  afterCommit('acts', () => {
    for (const wake of wakers) wake()
  })
  return { ...act, id: row.id, at: row.at, actor: row.actor, detail, requestId: row.request_id }
}

/** The acts about one subject, oldest first, as far as the actor of the transaction may see them. */
export async function listActs(tx: Transaction, subject: ActSubject): Promise<ActRow[]> {
  const rows = await tx
    .selectFrom('act')
    .selectAll()
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .orderBy('id')
    .execute()
  return rows.map(toAct)
}

/** Answers acts with reactions and seals them. */
export function createActs(parts: ActsParts): Acts {
  const reactor = createReactor(parts)
  const sealer = createSealer(parts)
  return {
    onAct: reactor.on,
    async start() {
      wakers.add(reactor.wake)
      sealer.start()
      await reactor.start()
    },
    settled: reactor.settled,
    seal: sealer.seal,
    verify: sealer.verify,
    async stop() {
      wakers.delete(reactor.wake)
      await reactor.stop()
      await sealer.stop()
    },
  }
}
