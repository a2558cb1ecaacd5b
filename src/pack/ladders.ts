import type { Programme } from './programme.ts'

/** The subject of a taxonomy whose classes are the rungs of a growth ladder. */
export const ladderSubject = 'ladder'

type Taxonomy = Programme['taxonomies'][string]

/** The growth ladders of a programme, each with its rungs from the lowest up. */
export function laddersOf(programme: Programme): Taxonomy[] {
  return Object.values(programme.taxonomies).filter(({ subject }) => subject === ladderSubject)
}

/** A rung by its address `<ladder>/<rung>`; undefined when the programme has none. */
export function findRung(programme: Programme, address: string): Taxonomy['classes'][number] | undefined {
  const [ladder, rung] = address.split('/')
  return laddersOf(programme)
    .find(({ id }) => id === ladder)
    ?.classes.find(({ id }) => id === rung)
}
