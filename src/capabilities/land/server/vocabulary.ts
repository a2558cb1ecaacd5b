import type { Named } from '#base/named.ts'
import type { Text } from '#base/text.ts'
import { findDoc } from '#pack/lookup.ts'
import { listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import { textOf, written } from '#pack/naming.ts'
import type { LandWords } from '../contract/lots.ts'
import { landOf } from './reach.ts'

/** The bases of the programme, in the order of their ids. */
export function basesIn(programme: Programme) {
  return listDocs(programme, 'places').filter(({ kind }) => kind === 'base')
}

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
    bases: basesIn(programme).map(({ id, name }) => ({ id, name: textOf(name) })),
    blocks: blocks === undefined ? null : { unit: blocks.unit, from: [...blocks.from] },
  }
}

/** A use of land by its id. */
export function namedUse(programme: Programme, id: string): Named {
  const use = programme.land?.uses.find((one) => one.id === id)
  return { id, name: use === undefined ? written(id) : textOf(use.name) }
}

/** An industry by its address, `taxonomy/class`. */
export function nameOfIndustry(programme: Programme, address: string): Text {
  const [taxonomy = '', id = ''] = address.split('/')
  const found = findDoc(programme, 'taxonomies', taxonomy)?.classes.find((one) => one.id === id)
  return found === undefined ? written(address) : textOf(found.name)
}
