import type { Blank } from '#base/blank.ts'
import type { MirrorCell, MirrorTable } from '#capabilities/observations/server/service.ts'
import type { LeafAnswer, Need } from '../rules/asked.ts'
import type { Range } from '../rules/passes.ts'
import type { Latest, Slot } from './leaf-places.ts'

/** What is known of the sums of one question, by group: from the mirror, or from what was published. */
export type Answers = {
  /** Taken from releases, since the reader has no sight of single values. */
  readonly isReleased: boolean
  /** The last stored period of each table that was looked at. */
  readonly latest: Latest
  readonly isCut: boolean
  keys(): Iterable<string>
  slot(key: string, need: Need): Slot | Blank
  has(group: string, slot: Slot | Blank): boolean
  at(group: string, slot: Slot | Blank): LeafAnswer | Blank
  of(group: string, key: string, need: Need): LeafAnswer | Blank
  placeOf(
    key: string,
    need: Need,
  ): { readonly table: MirrorTable; readonly cell: MirrorCell; readonly range: Range } | undefined
}
