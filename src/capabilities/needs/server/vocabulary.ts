import { type Actor, can } from '#base/decision.ts'
import { areaUnits, isBase, placesOf } from '#capabilities/places/server/service.ts'
import { landOf, namedTenures } from '#capabilities/land/server/service.ts'
import { listDocs } from '#pack/lookup.ts'
import { namedPlace, textOf } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { NeedWords } from '../contract.ts'

/** The words with which a need is stated. */
export function showWords(programme: Programme, actor: Actor): NeedWords {
  const terms = new Set<string>(listDocs(programme, 'spaces').flatMap((space) => space.terms.map(({ kind }) => kind)))
  const book = placesOf(programme)
  const places = [...book.list().filter(({ id }) => isBase(book, id)), ...areaUnits(book)].map(({ id }) => id)
  return {
    industries: listDocs(programme, 'taxonomies')
      .filter(({ subject }) => subject === 'industry')
      .flatMap(({ id, classes }) => classes.map((one) => ({ id: `${id}/${one.id}`, name: textOf(one.name) }))),
    places: places.map((id) => namedPlace(programme, id)),
    // Ground is sold everywhere; the rest is what spaces of the programme are given on.
    tenures: namedTenures(programme).filter(({ id }) => id === 'sale' || terms.has(id)),
    measures: landOf(programme)
      .measures.filter(({ of }) => of === 'project' || of === 'enterprise')
      .map(({ id, name, unit, definition }) => ({ id, name: textOf(name), unit, definition: textOf(definition) })),
    mayRequest: can(actor, 'land.request').allowed,
  }
}
