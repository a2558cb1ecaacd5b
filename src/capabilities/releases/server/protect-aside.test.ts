import { describe, expect, it } from 'vitest'
import type { Direction } from '../rules/model.ts'
import { type Contribution, releaseCells } from '../rules/release-cells.ts'
import { usualParameters as parameters } from '../rules/sensitivity.ts'
import { structureOf } from '../rules/structure.ts'
import { withProtecting } from './protect-aside.ts'

const towns = ['firefly', 'flute', 'kite', 'lantern']
const industries = ['1', '2', '3', '4', '5']
const everybody = towns.flatMap((town) =>
  industries.map((industry) => ({ town, industry, base: null, size: null, ownership: null })),
)
const world = {
  placesOfKind: () => [],
  classesOf: () => industries.map((id) => ({ id, parent: null, industries: new Set([id]) })),
}

/** Many firms, two of them alone in their town and industry. */
function contributionsOf(firms: number): Contribution[] {
  const alone = everybody.length - 1
  return Array.from({ length: firms }, (_, i) => ({
    atom: i < 2 ? alone : i % alone,
    amount: 10 + ((i * 7919) % 1_000),
  }))
}

describe('tables of many respondents', () => {
  it('are protected in a thread as they would be at once, and what was learned comes back', async () => {
    const structure = structureOf(world, [['place:town', 'taxonomy:fields']], everybody)
    const question = { structure, contributions: contributionsOf(5_000), parameters, decided: new Map() }
    const [here, aside]: Direction[][] = [[], []]
    const atOnce = releaseCells({ ...question, directions: here as Direction[] })
    const answers = await withProtecting(async (protecting) => [
      await protecting.first({ ...question, directions: aside as Direction[] }),
      await protecting.further({ ...question, standing: new Map(), earlier: [] }),
    ])
    expect(answers[0]).toEqual(atOnce)
    expect(aside).toEqual(here)
    expect(answers[1]).toEqual(atOnce)
    expect(atOnce.some(({ reason }) => reason === 'complement')).toBe(true)
  })
})
