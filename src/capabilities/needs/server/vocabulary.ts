import { type Actor, can } from '#base/decision.ts'
import { areaUnits, isBase, placesOf } from '#capabilities/places/server/service.ts'
import { landOf } from '#capabilities/land/server/service.ts'
import { listDocs } from '#pack/lookup.ts'
import { namedPlace, textOf } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { NeedWords } from '../contract.ts'

/** The term under which ground is sold. */
const sale = { id: 'sale', name: { zh: '出让', en: 'Sale' } }

const kindsOfTerms: Readonly<Record<string, { zh: string; en: string }>> = {
  lease: { zh: '租赁', en: 'Lease' },
  lease_first: { zh: '先租后让', en: 'Lease first, then transfer' },
  agreement_transfer: { zh: '协议转让', en: 'Transfer by agreement' },
  divisible_title: { zh: '分割转让', en: 'Divisible title' },
}

/** The words with which a need is stated. */
export function showWords(programme: Programme, actor: Actor): NeedWords {
  const terms = [...new Set(listDocs(programme, 'spaces').flatMap((space) => space.terms.map(({ kind }) => kind)))]
  const book = placesOf(programme)
  const places = [...book.list().filter(({ id }) => isBase(book, id)), ...areaUnits(book)].map(({ id }) => id)
  return {
    industries: listDocs(programme, 'taxonomies')
      .filter(({ subject }) => subject === 'industry')
      .flatMap(({ id, classes }) => classes.map((one) => ({ id: `${id}/${one.id}`, name: textOf(one.name) }))),
    places: places.map((id) => namedPlace(programme, id)),
    tenures: [sale, ...terms.map((id) => ({ id, name: kindsOfTerms[id] ?? { zh: id, en: id } }))],
    measures: landOf(programme)
      .measures.filter(({ of }) => of === 'project' || of === 'enterprise')
      .map(({ id, name, unit, definition }) => ({ id, name: textOf(name), unit, definition: textOf(definition) })),
    mayRequest: can(actor, 'land.request').allowed,
  }
}
