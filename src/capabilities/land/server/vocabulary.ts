import type { Named } from '#base/named.ts'
import type { Text } from '#base/text.ts'
import { findDoc } from '#pack/lookup.ts'
import { listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import { textOf, written } from '#pack/naming.ts'
import type { LandWords } from '../contract/lots.ts'
import { namedTenures } from '../rules/tenures.ts'
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
    tenures: namedTenures(programme),
    rows: amountsAsked(programme),
  }
}

/** The amounts that control standards ask for, by row; a row of several standards once, in the unit of the first. */
export function amountsAsked(programme: Programme): LandWords['rows'] {
  const rows = new Map<string, LandWords['rows'][number]>()
  for (const standard of listDocs(programme, 'standards')) {
    if (standard.kind !== 'control') continue
    for (const { id, name, kind, unit } of standard.rows)
      if (kind !== 'statement' && unit !== undefined && !rows.has(id)) rows.set(id, { id, name: textOf(name), unit })
  }
  return [...rows.values()]
}

/** A use of land by its id. */
export function namedUse(programme: Programme, id: string): Named {
  const use = programme.land?.uses.find((one) => one.id === id)
  return { id, name: use === undefined ? written(id) : textOf(use.name) }
}

/** The name of an industry by its address, `taxonomy/class`; undefined for what the programme does not have. */
export function findIndustryName(programme: Programme, address: string): Text | undefined {
  const [taxonomy = '', id = ''] = address.split('/')
  const found = findDoc(programme, 'taxonomies', taxonomy)
  const one = found?.subject === 'industry' ? found.classes.find((each) => each.id === id) : undefined
  return one === undefined ? undefined : textOf(one.name)
}

/** The same; where the programme does not have it, its address stands for its name. */
export function nameOfIndustry(programme: Programme, address: string): Text {
  return findIndustryName(programme, address) ?? written(address)
}
