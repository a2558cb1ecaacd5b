import type { GeneratedAlways } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import type { DataDomain } from '../contract.ts'

/** How a batch came to be. */
export type BatchKind =
  | 'return'
  | 'file'
  | 'withdrawal'
  | 'reclassification'
  | 'population'
  | 'imputation'
  | 'generated'

/** The tables of this capability; their meaning is in db/tables. */
export type ObservationTables = {
  observation_layout: {
    id: GeneratedAlways<number>
    subject_kind: string
    period_kind: string
    cells: string[]
  }
  observation_classification: {
    id: GeneratedAlways<number>
    town: string | null
    base: string | null
    industry: string | null
    size: string | null
    ownership: string | null
    places: string[]
    key: string
  }
  observation_batch: {
    id: GeneratedAlways<string>
    kind: BatchKind
    domain: DataDomain
    layout: number
    pack: string
    actor: string
    known_at: Date
    lines: number
  }
  observation_observation: {
    subject: string
    period: string
    seq: number
    batch: string
    layout: number
    classification: number
    replaces: boolean
    source: string
    source_version: number
    amounts: (string | null)[]
    codes: number[] | null
  }
  observation_generated: { batch: string; subject_kind: string; period_kind: string; period: number; lines: string }
  observation_outbox: { batch: string }
}

/** The transaction with the tables of this capability. */
export function tablesOf(tx: Transaction) {
  return tx.withTables<ObservationTables>()
}
