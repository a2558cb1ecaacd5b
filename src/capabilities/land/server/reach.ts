import { Problem } from '#base/problem.ts'
import type { Programme } from '#pack/programme.ts'

/** What the programme says of land. @throws Problem refused_by_rule where it says nothing */
export function landOf(programme: Programme): NonNullable<Programme['land']> {
  if (programme.land === undefined)
    throw new Problem('refused_by_rule', { details: { reason: 'lot.not_in_programme' } })
  return programme.land
}
