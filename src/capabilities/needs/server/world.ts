import { createMembership } from '#pack/classes.ts'
import type { Programme } from '#pack/programme.ts'
import type { MatchWorld } from '../rules/model.ts'

/** What the rules have to be told of a programme. */
export function worldOf(programme: Pick<Programme, 'taxonomies' | 'crosswalks'>): MatchWorld {
  return { belongs: createMembership(programme) }
}
