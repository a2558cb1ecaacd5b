import type { Actor } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Formula } from '#pack/formula/node.ts'
import type { Truth } from '../rules/model.ts'
import type { Case } from './store.ts'

// Whoever owns a kind of subject says so once, in its reactions. Then the engine moves cases of that kind itself: from the desk, in bulk,
// when a clock runs out, when a sub-case is opened. Kinds that nobody registered are moved by their owner alone.

/** One act that has been performed on a case. */
export type Moved = {
  /** As it was; absent when the case was opened. */
  readonly before?: Case
  readonly after: Case
  readonly act: string
  readonly actor: Actor
  readonly at: Date
  readonly reason?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly unit?: string
}

export type SubjectOwner = {
  readonly kind: string
  /** Answers the conditions that a case cannot answer itself. */
  holds?(tx: Transaction, one: Case, actor: Actor): Promise<(condition: Formula) => Truth>
  /** Follows in the same transaction, after every act of such a case, whoever performed it. */
  follows?(tx: Transaction, moved: Moved): Promise<void>
}

type Registering = Pick<House, 'programme'>

// A house is known by the function that answers its programme: it stays the same in whatever the house is spread into.
const owners = new WeakMap<Registering['programme'], Map<string, SubjectOwner>>()

/** Lets the engine move cases of a kind itself. */
export function ownSubject(house: Registering, owner: SubjectOwner): void {
  const known = owners.get(house.programme) ?? new Map<string, SubjectOwner>()
  known.set(owner.kind, owner)
  owners.set(house.programme, known)
}

export function findOwner(house: Registering, kind: string): SubjectOwner | undefined {
  return owners.get(house.programme)?.get(kind)
}
