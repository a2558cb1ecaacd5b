import type { Direction } from '../rules/model.ts'
import type { NewEdition } from '../rules/new-edition.ts'
import type { ReleaseCell, ReleaseQuestion } from '../rules/release-cells.ts'
import type { Tables } from '../rules/structure.ts'

/** One amount of one period to be protected; the tables only where they are others than those of the task before. */
export type ProtectTask = { readonly structure: Tables | undefined } & (
  | { readonly kind: 'first'; readonly question: Omit<ReleaseQuestion, 'structure'> }
  | { readonly kind: 'further'; readonly question: Omit<NewEdition, 'structure'> }
)

/** What the thread answers: the cells, and the ways to move that it knows now. */
export type Protected = { readonly cells: readonly ReleaseCell[]; readonly directions: readonly Direction[] }
