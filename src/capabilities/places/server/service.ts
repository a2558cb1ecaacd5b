import { Problem } from '#base/problem.ts'
import type { Programme } from '#pack/programme.ts'
import { type PlaceBook, placeBook } from '../rules.ts'

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
