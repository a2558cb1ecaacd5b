import { Problem } from '#base/problem.ts'
import type { Programme } from '#pack/programme.ts'
import { isAreaUnit, type PlaceBook, placeBook, placesAsked } from '../rules.ts'

export {
  areaUnits,
  baseReaches,
  basesOf,
  isAreaUnit,
  isBase,
  type PlaceBook,
  placeNames,
  placeResource,
  placesAsked,
  resourcePlaces,
} from '../rules.ts'

const books = new WeakMap<Programme, PlaceBook>()

/** The places of a programme, indexed once per programme. */
export function placesOf(programme: Programme): PlaceBook {
  const known = books.get(programme)
  if (known !== undefined) return known
  const book = placeBook(programme)
  books.set(programme, book)
  return book
}

/** @throws Problem not_found */
export function getPlace(programme: Programme, id: string): NonNullable<ReturnType<PlaceBook['find']>> {
  const place = placesOf(programme).find(id)
  if (place === undefined) throw new Problem('not_found', { details: { kind: 'place', id } })
  return place
}

/** The area units that a place is made of: itself, those below it, those it names as members. */
export function townsOf(programme: Programme, id: string): string[] {
  const book = placesOf(programme)
  const within = placesAsked(book, id).flatMap((each) => book.below(each))
  return [...new Set(within)].filter((each) => isAreaUnit(book, each)).sort()
}

/** A place and all that contain it; the whole programme where none is named. */
export function placesAround(programme: Programme, id: string | null): string[] {
  return [...placesOf(programme).within(id ?? programme.rootPlace)]
}

/** @throws Problem not_found */
export function demandPlace(programme: Programme, id: string | undefined): void {
  if (id !== undefined) getPlace(programme, id)
}
