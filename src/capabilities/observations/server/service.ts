import type { Transaction } from '#kit/server/db.ts'
import { mirrorFeed } from './mirror-feed.ts'
import type { RebuildProgress, RebuildResult } from './mirror-rebuild.ts'
import type { MirrorHouse } from './mirror-rows.ts'
import { type ObservationBatch, type RecordedBatch, type RecordHouse, record } from './record.ts'
import { standingCells } from './read.ts'

// The front door: what other capabilities may call and the names they need for it.

export { type CellContent, type CellKey, cellCodes, cellKey, contentOf, parseCellKey } from '../rules/cells.ts'
export { checkValue } from '../rules/check-batch.ts'
export {
  findMirrorCell,
  type MirrorCell,
  type MirrorDimension,
  type MirrorTable,
  mirrorColumns,
  mirrorDimensions,
  mirrorHead,
  mirrorTableName,
  mirrorTables,
} from '../rules/mirror.ts'
export { arrivalsOfIndicators, type FileArrivals, latestBatch } from './arrivals.ts'
export { type BulkBatch, type BulkLoad, type BulkRow, bulkLoad } from './bulk.ts'
export { type GeneratedPiece, generateIntoMirror, refuseGenerating } from './generate.ts'
export { dropGenerated, isGenerated } from './generated.ts'
export type { SubjectClassification } from './layouts.ts'
export type { MirrorFeed } from './mirror-feed.ts'
export { mirrorFeed } from './mirror-feed.ts'
export type { RebuildProgress, RebuildResult } from './mirror-rebuild.ts'
export { letMirrorFollow } from './mirror-follow.ts'
export type { MirrorHouse } from './mirror-rows.ts'
export { disownMirror } from './mirror-swap.ts'
export { cellsOfSource, latestCells, type MirrorAddress, observationsBehind } from './read.ts'
export { type StandingCell, standingIn } from './standing.ts'
export { type NewObservations, type ObservationBatch, type RecordedBatch, record } from './record.ts'

/** Makes the mirror ready for questions: tables, catching up, a rebuild where it does not belong to the record. Call once at start. */
export async function startMirror(house: MirrorHouse): Promise<void> {
  await mirrorFeed(house).start()
}

/** Resolves when the mirror holds every batch committed before the call. */
export async function mirrorCaughtUp(house: MirrorHouse): Promise<void> {
  await mirrorFeed(house).catchUp()
}

/** Drops and rebuilds the whole mirror from the record; questions are answered from the old one meanwhile. */
export async function rebuildMirror(house: MirrorHouse, progress?: RebuildProgress): Promise<RebuildResult> {
  return mirrorFeed(house).rebuild(progress)
}

/** What is to be withdrawn: cells of subjects and periods that leave every figure without anything in their place. */
export type Withdrawal = Omit<ObservationBatch, 'kind' | 'rows'> & {
  readonly rows: readonly Omit<ObservationBatch['rows'][number], 'contents'>[]
}

/** Withdraws what stands; the rows stay in the record. Undefined when nothing stood. */
export async function withdraw(
  house: RecordHouse,
  tx: Transaction,
  withdrawal: Withdrawal,
): Promise<RecordedBatch | undefined> {
  const standing = await standingCells(tx, withdrawal.rows)
  const rows = withdrawal.rows.filter((row) => (standing.get(`${row.subject} ${row.period}`)?.size ?? 0) > 0)
  if (rows.length === 0) return undefined
  const contents = withdrawal.cells.map(() => ({ withdrawn: true }) as const)
  return record(house, tx, { ...withdrawal, kind: 'withdrawal', rows: rows.map((row) => ({ ...row, contents })) })
}
