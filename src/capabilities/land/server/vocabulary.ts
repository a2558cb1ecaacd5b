import type { Programme } from '#pack/programme.ts'
import { textOf } from '#pack/naming.ts'
import type { LandWords } from '../contract/lots.ts'
import { landOf } from './reach.ts'

/** Classes of readiness, uses and sizes of blocks, as the programme says them. */
export function showWords(programme: Programme): LandWords {
  const { readiness, uses, blocks } = landOf(programme)
  return {
    readiness: readiness.map(({ id, name, words, existing }) => ({
      id,
      name: textOf(name),
      words: textOf(words),
      existing: existing === true,
    })),
    uses: uses.map((use) => ({
      id: use.id,
      name: textOf(use.name),
      industrial: use.industrial,
      newIndustry: use.new_industry === true,
    })),
    blocks: blocks === undefined ? null : { unit: blocks.unit, from: [...blocks.from] },
  }
}
