import type { Transaction } from './db.ts'

/** The subject of an act: a kind from the registry of subjects and an id, never a name. */
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

/** What the verification of the chain found. */
export type ActsVerdict = {
  readonly sealed: number
  readonly waiting: number
  readonly head: { readonly position: string; readonly hash: string } | null
  readonly faults: readonly ActsFault[]
}

export type ActsFault = {
  readonly kind: 'altered' | 'missing' | 'unsealed' | 'broken_chain' | 'truncated'
  readonly act?: string
  readonly position?: string
}

export type Acts = {
  /** Registers a reaction under a name that stays the same over releases, e.g. 'indicators.refresh'. Before start. */
  onAct(actName: string, reactionName: string, reaction: Reaction): void
  /** Catches up with everything not yet answered, then answers each act as it is committed; starts the sealer. */
  start(): Promise<void>
  /** Resolves when every act committed before the call has been answered or is waiting for its next try. */
  settled(): Promise<void>
  /** Seals everything committed; answers how many acts. The sealer calls it every second. */
  seal(): Promise<number>
  /** Walks the whole chain and compares it with the acts and with the heads written outside the database. */
  verify(): Promise<ActsVerdict>
  stop(): Promise<void>
}

/** Records an act in the transaction it belongs to, with the actor and request of that transaction. */
export declare function recordAct(tx: Transaction, act: NewAct): Promise<ActRow>
